package io.microcdi.internal.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.MicroCall;
import io.microcdi.RawJson;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.SecurityMode;
import io.microcdi.error.CallFailedException;
import io.microcdi.error.ConnectFailedException;
import io.microcdi.error.RouteException;
import io.microcdi.testing.RawPeer;
import io.microcdi.testing.TestNode;
import io.microcdi.testing.TestRegistry;
import io.microcdi.testing.World;

/** Calls to one address, which no registry knows. */
class CallsAtAddressTest {

    private static final String ADDRESS = "ws://10.0.0.5:9000/pay";

    private final World world = new World();
    private final TestNode payments = world.node("payments", "10.0.0.5:9000/pay").listen();
    private final TestNode shop = world.node("shop", "10.0.0.6:9000");

    private String who(String address) {
        return shop.caller().at(address).callAsync("/who", String.class).join();
    }

    @Test
    void aNodeIsCalledByItsAddressWithoutARegistry() {
        payments.route("/who", context -> "payments, asked by " + context.callerNamespace());
        assertThat(who(ADDRESS)).isEqualTo("payments, asked by " + shop.node().id());
        assertThat(who(ADDRESS + "/")).isEqualTo("payments, asked by " + shop.node().id());
        assertThat(world.network().dials()).as("one link for both").hasSize(1);
        assertThat(world.network().dials().get(0).url().getRawPath()).startsWith("/pay/");
    }

    /** As a node of the Node.js package. The hello of other nodes says whether they take metadata. */
    @Test
    void onlyTheFirstCallsWaitForAHelloThatDoesNotCome() {
        RawPeer silent = RawPeer.listen(world, "10.0.0.7:9000");
        MicroCall call = shop.caller().at("ws://10.0.0.7:9000").with("tenant", "acme");
        call.callAsync("/x", null, String.class);
        call.callAsync("/x", null, String.class);
        world.advance(Duration.ofMillis(999));
        assertThat(silent.received()).isEmpty();
        world.advance(Duration.ofMillis(1));
        assertThat(silent.received()).hasSize(2);
        call.callAsync("/x", null, String.class);
        assertThat(silent.received()).as("at once").hasSize(3);
    }

    /** A handshake alone is a registration there. */
    @Test
    void aCallerOfARegistryIsNotRegisteredByIt() {
        TestRegistry registry = TestRegistry.in(world);
        for (int i = 0; i < 2; i++) {
            assertThat(shop.caller().at("ws://" + World.REGISTRY).callAsync("/-/health", RawJson.class)).isNotNull();
            assertThat(registry.keys("shop")).isEmpty();
            shop.node().announce(shop.find(), "ws");
        }
    }

    /** The caller does not know the namespace of the node for which it makes a token. */
    @Test
    void theTokenOfTheCallerIsForTheAddress() {
        world.set(ConfigKeys.SECURITY_MODE, SecurityMode.REQUIRED).set(ConfigKeys.SECURITY_ALLOW_PLAIN, true)
                .set(ConfigKeys.SECURITY_SECRET, List.of("a secret of the mesh"));
        TestNode billing = world.node("billing", "10.0.0.8:9000/bill").listen();
        billing.node().announce(billing.find(), "ws");
        billing.route("/who", context -> "billing");
        TestNode tool = world.node("tool", "10.0.0.9:9000");
        assertThat(tool.caller().at("ws://10.0.0.8:9000/bill").callAsync("/who", String.class).join())
                .isEqualTo("billing");
    }

    @Test
    void aHostIsTheSameInCapitals() {
        TestNode local = world.node("local", "localhost:7001").listen();
        local.route("/who", context -> "local");
        assertThat(who("ws://LOCALHOST:7001")).isEqualTo("local");
        assertThat(who("ws://localhost:7001")).isEqualTo("local");
        assertThat(world.network().dials()).hasSize(1);
    }

    @Test
    void aLinkThatClosedIsOpenedAgain() {
        payments.route("/who", context -> "payments");
        who(ADDRESS);
        shop.node().openLinks().forEach(link -> link.abort(1000, ""));
        assertThat(who(ADDRESS)).isEqualTo("payments");
        assertThat(world.network().dials()).hasSize(2);
    }

    @Test
    void nothingIsRepeatedAndNothingIsEjected() {
        AtomicInteger runs = new AtomicInteger();
        payments.idempotentRoute("/who", context -> {
            runs.incrementAndGet();
            throw new RouteException(503, "no");
        });
        for (int i = 1; i <= 5; i++) {
            assertThatThrownBy(() -> who(ADDRESS)).isInstanceOf(CallFailedException.class);
            assertThat(runs).hasValue(i);
        }
        CompletableFuture<String> call = shop.caller().at(ADDRESS).retries(2).callAsync("/who", String.class);
        world.advance(Duration.ofSeconds(1));
        assertThatThrownBy(call::join).isInstanceOf(CallFailedException.class);
        assertThat(runs).as("as often as was asked for").hasValue(8);
    }

    @Test
    void whereNobodyListensTheCallFailsByThatAddress() {
        assertThatThrownBy(() -> who("ws://10.0.0.9:1")).isInstanceOf(ConnectFailedException.class)
                .hasMessageContaining("10.0.0.9:1");
    }

    @ParameterizedTest
    @ValueSource(strings = { "10.0.0.5:9000", "http://10.0.0.5:9000", "ws://", "ws://a b", "", "ws://a:1,ws://b:1",
            "ws://a:1?x=1", "ws://a:99999" })
    void anInvalidAddressIsNamed(String address) {
        assertThatThrownBy(() -> shop.caller().at(address)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("address \"" + address + "\": expected ws:// or wss://");
    }
}
