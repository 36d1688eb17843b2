package io.microcdi.internal.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyPair;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.MicroCall;
import io.microcdi.MicroPeer;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.error.MicroException;
import io.microcdi.internal.security.UserPolicy;
import io.microcdi.testing.Jwts;
import io.microcdi.testing.RawPeer;
import io.microcdi.testing.TestNode;
import io.microcdi.testing.World;

/** Calls over a new link to a configured address: only the hello says whether the peer takes metadata. */
class MetadataBeforeHelloTest {

    private static final KeyPair KEYS = Jwts.rsa(2_048);

    private final World world = new World();
    private final Map<String, String> settings = new HashMap<>();
    private RawPeer payments;

    @BeforeEach
    void start() {
        settings.put("micro.client.payments.url", "ws://127.0.0.1:9000");
        payments = RawPeer.listen(world, "127.0.0.1:9000");
    }

    private TestNode checkout() {
        world.config(MicroConfig.read(key -> Optional.ofNullable(settings.get(key)), ConfigKeys.ALL));
        return world.node("checkout", "127.0.0.1:9001").listen();
    }

    private void hello(String namespace, String features) {
        payments.send(
                "{\"id\":0,\"mode\":0,\"twoway\":false,\"data\":{\"url\":\"/-/hello\",\"data\":{\"v\":1,\"id\":\"b\","
                        + "\"namespace\":\"" + namespace + "\",\"features\":[" + features
                        + "],\"maxMessage\":5000,\"path\":\"\",\"scheme\":\"ws\",\"idempotent\":[]}}}");
    }

    private String userToken() {
        return Jwts.token(KEYS, "ann", world.timer().now().getEpochSecond() + 60);
    }

    @ParameterizedTest
    @ValueSource(strings = { "ws://127.0.0.1:9000", "dns+ws://127.0.0.1:9000" })
    void theFirstCallWaitsForTheHello(String url) {
        settings.put("micro.client.payments.url", url);
        checkout().caller().to("payments").with("tenant", "acme").callAsync("/charge", 7, String.class);
        assertThat(payments.received()).isEmpty();
        hello("payments", "\"metadata\"");
        assertThat(payments.received()).singleElement().asString().contains("\"tenant\":\"acme\"", "\"data\":7");
    }

    @Test
    void theFirstCallHasItsUser() throws Exception {
        settings.put("micro.security.user", "forward");
        TestNode checkout = checkout();
        String token = userToken();
        UserPolicy.run("Bearer " + token, () -> checkout.caller().to("payments").callAsync("/charge", 7, String.class));
        hello("payments", "\"metadata\"");
        assertThat(payments.received()).singleElement().asString()
                .contains("\"authorization\":\"Bearer " + token + "\"");
    }

    @Test
    void aCallWithoutMetadataDoesNotWait() {
        checkout().caller().to("payments").callAsync("/charge", 7, String.class);
        assertThat(payments.received()).hasSize(1);
    }

    @Test
    void aPeerThatSaysNoHelloIsWaitedForOnceASecond() {
        MicroCall call = checkout().caller().to("payments").with("tenant", "acme");
        call.callAsync("/charge", 7, String.class);
        world.advance(Duration.ofMillis(999));
        assertThat(payments.received()).isEmpty();
        world.advance(Duration.ofMillis(1));
        assertThat(payments.received()).singleElement().asString().doesNotContain("acme");
        call.callAsync("/charge", 8, String.class);
        assertThat(payments.received()).hasSize(2);
    }

    /** Else no call that has a second or less would be answered over a new link to a peer that says no hello. */
    @ParameterizedTest
    @CsvSource({ "800, 60000, 400", "60000, 300, 150" })
    void theWaitLeavesHalfOfTheTimeToThePeer(long timeout, long attemptTimeout, long wait) {
        checkout().caller().to("payments").with("tenant", "acme").timeout(Duration.ofMillis(timeout))
                .attemptTimeout(Duration.ofMillis(attemptTimeout)).callAsync("/charge", 7, String.class);
        world.advance(Duration.ofMillis(wait - 1));
        assertThat(payments.received()).isEmpty();
        world.advance(Duration.ofMillis(1));
        assertThat(payments.received()).singleElement().asString().contains("\"data\":7").doesNotContain("acme");
        hello("payments", "\"metadata\"");
        assertThat(payments.received()).as("after a late hello").hasSize(1);
    }

    @Test
    void anotherServiceAtTheAddressGetsNothing() {
        checkout().caller().to("payments").with("tenant", "acme").callAsync("/charge", 7, String.class);
        hello("billing", "\"metadata\"");
        assertThat(payments.closed()).startsWith("1008");
        assertThat(payments.received()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({ "micro.security.user, forward", "micro.propagate, tenant" })
    void aPeerIsGivenWhenItsHelloHasCome(String key, String value) throws Exception {
        settings.put(key, value);
        TestNode checkout = checkout();
        CompletableFuture<MicroPeer> peer = checkout.caller().peerAsync("payments", List.of());
        assertThat(peer).isNotDone();
        hello("payments", "\"metadata\"");
        UserPolicy.run("Bearer " + userToken(), () -> peer.join().push("/charged", 7));
        assertThat(payments.received()).singleElement().asString().contains("\"metadata\":{");
    }

    @Test
    void aPeerThatGetsNoMetadataIsGivenAtOnce() {
        assertThat(checkout().caller().peerAsync("payments", List.of())).isCompleted();
    }

    /** The hello may come at any time, while the metadata is made. */
    @ParameterizedTest
    @ValueSource(booleans = { false, true })
    void aHelloThatComesDuringAnInterceptorSendsNoTokenInPlainText(boolean push) throws Exception {
        settings.put("micro.security.user", "forward");
        settings.put("micro.client.payments.url", "ws://192.0.2.5:9000");
        payments = RawPeer.listen(world, "192.0.2.5:9000");
        TestNode checkout = checkout();
        DefaultCaller caller = new DefaultCaller(checkout.node(), checkout.directory(), world.config(),
                List.of(call -> hello("payments", "\"metadata\"")));
        CompletableFuture<MicroPeer> peer = caller.peerAsync("payments", List.of());
        world.advance(Duration.ofSeconds(1));
        UserPolicy.run("Bearer " + userToken(), () -> {
            if (push) {
                assertThatThrownBy(() -> peer.join().push("/charged", 7)).isInstanceOf(MicroException.class)
                        .hasMessageContaining("micro.security.allow-plain");
            } else {
                assertThat(peer.join().request("/charge", 7, String.class).toCompletableFuture())
                        .isCompletedExceptionally();
            }
        });
        assertThat(payments.received()).isEmpty();
    }
}
