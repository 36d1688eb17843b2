package io.microcdi.internal.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.MicroCall;
import io.microcdi.RouteContext;
import io.microcdi.config.ConfigException;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.testing.RawPeer;
import io.microcdi.testing.TestNode;
import io.microcdi.testing.TestRegistry;
import io.microcdi.testing.World;

/** The texts that an application sends beside a payload. */
class CallMetadataTest {

    private final World world = new World();
    private TestNode provider;
    private TestNode consumer;

    @BeforeEach
    void start() {
        TestRegistry.in(world);
        world.config(world.config().with(ConfigKeys.PROPAGATE, List.of("tenant", "x-request-id")));
        provider = world.node("payments", "10.0.1.0:9000");
        consumer = world.node("checkout", "10.0.0.6:9000");
        provider.start();
        consumer.start();
        provider.route("/told", CallMetadataTest::told);
        consumer.route("/told", CallMetadataTest::told);
        consumer.route("/nested", context -> consumer.caller().to("payments").with("locale", "fr")
                .callAsync("/told", String.class));
        consumer.route("/own", context -> consumer.caller().to("payments").with("tenant", "other")
                .callAsync("/told", String.class));
        consumer.route("/peer", context -> consumer.caller().peerAsync("payments", List.of()).join().request("/told",
                null, String.class));
    }

    private static String told(RouteContext context) {
        return text(context, "tenant") + " " + text(context, "locale") + " " + text(context, "x-request-id") + " "
                + text(context, "authorization") + text(context, "correlation-id")
                + context.correlationId().orElse("none");
    }

    private static String text(RouteContext context, String name) {
        return context.metadata(name).orElse("-");
    }

    private String call(MicroCall call, String url) {
        return call.correlationId("c").callAsync(url, String.class).join();
    }

    private MicroCall to(String namespace) {
        return consumer.caller().to(namespace);
    }

    @Test
    void theHandlerReadsWhatTheCallerSent() {
        assertThat(call(to("payments").with("tenant", "acme").with("locale", "de"), "/told"))
                .isEqualTo("acme de - --c");
        assertThat(call(to("payments").with("tenant", "acme").with("tenant", "\"\n\u202eü"), "/told"))
                .isEqualTo("\"\n\u202eü - - --c");
        assertThat(call(to("payments"), "/told")).as("a call is not changed").isEqualTo("- - - --c");
        assertThat(call(to("checkout").with("tenant", "acme"), "/told")).as("without a socket")
                .isEqualTo("acme - - --c");
        assertThat(call(consumer.caller().at("ws://10.0.1.0:9000").with("tenant", "acme"), "/told"))
                .as("to an address").isEqualTo("acme - - --c");
    }

    @Test
    void nestedCallsTakeOverWhatTheConfigurationNames() {
        MicroCall call = to("checkout").with("tenant", "acme").with("locale", "de").with("x-request-id", "7");
        assertThat(call(call, "/nested")).isEqualTo("acme fr 7 --c");
        assertThat(call(call, "/own")).as("the own text counts").isEqualTo("other - 7 --c");
        assertThat(call(call, "/peer")).as("a request to a peer").startsWith("acme - 7 ");
        assertThat(call(to("payments"), "/told")).as("outside a handler").isEqualTo("- - - --c");
    }

    /** The registry knows that it has none of this project's additions. */
    @Test
    void nobodyWaitsForTheHelloOfANodeJsPeer() {
        RawPeer old = RawPeer.listen(world, "10.0.0.7:9000");
        RawPeer.dial(world, "ws://" + World.REGISTRY + "/10.0.0.7/9000/old");
        to("old").with("tenant", "acme").callAsync("/x", String.class);
        assertThat(old.received()).singleElement().asString().contains("\"url\":\"/x\"").doesNotContain("acme");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "Tenant", "a b", "a_b", "é", "authorization", "correlation-id", "a\n" })
    void aNameIsChecked(String name) {
        MicroCall call = to("payments");
        assertThatThrownBy(() -> call.with(name, "x")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected a name of 1 to 64 of a-z, 0-9 and -");
        assertThatThrownBy(() -> MicroConfig.read(
                key -> key.equals("micro.propagate") ? Optional.of("tenant," + name + "x y") : Optional.empty(),
                ConfigKeys.ALL)).isInstanceOf(ConfigException.class).hasMessageContaining("micro.propagate=");
    }

    @Test
    void theBoundsAreChecked() {
        MicroCall call = to("payments");
        for (int i = 0; i < 30; i++) {
            call = call.with("n" + i, "x");
        }
        MicroCall full = call;
        assertThat(call(full.with("n0", "y"), "/told")).isEqualTo("- - - --c");
        assertThatThrownBy(() -> full.with("n30", "x")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 30 entries, of 8 KiB");
        MicroCall large = to("payments").with("tenant", "x".repeat(8_192 - 6 - 14 - 128));
        assertThat(call(large, "/told")).endsWith(" - - --c");
        assertThatThrownBy(() -> large.with("a", "")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> to("payments").with("tenant", null)).isInstanceOf(NullPointerException.class);
    }
}
