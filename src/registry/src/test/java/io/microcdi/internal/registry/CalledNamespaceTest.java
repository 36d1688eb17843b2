package io.microcdi.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.internal.security.PeerIdentity;
import io.microcdi.registry.CallProtocol;
import io.microcdi.registry.ProxyAnswer;
import io.microcdi.testing.Identities;
import io.microcdi.testing.RawPeer;
import io.microcdi.testing.TestRegistry;
import io.microcdi.testing.World;

/** The namespace that the address of a call names, and what its caller learns of others. */
class CalledNamespaceTest {

    private static final List<String> NOTHING = List.of();

    private final World world = new World();
    private final TestRegistry registry = TestRegistry.in(world, new Identities(announced -> PeerIdentity.UNPROVED));

    private RawPeer node(int port, String namespace) {
        return RawPeer.dial(world, "ws://" + World.REGISTRY + "/10.0.1.5/" + port + "/" + namespace
                + "?v=1&id=n" + port + "&features=errors");
    }

    private CompletableFuture<ProxyAnswer> call(String address, PeerIdentity caller) {
        return registry.get().call(address, "1", Duration.ofSeconds(5).toNanos(), CallProtocol.WS, caller, Map.of())
                .answer();
    }

    /** Our own programs encode each segment of an address; others leave some of these signs as they are. */
    @ParameterizedTest
    @CsvSource({ "@acme/orders, %40acme/orders, /get%20it/%40x", "a$b, a%24b, /get", "shop/eu, sh%6Fp/e%75, /get",
            "~me, %7Eme, /get", "~me, %7eme, ''" })
    void anEncodedNamespaceIsTheSame(String namespace, String encoded, String route) {
        RawPeer node = node(9000, namespace);
        call(encoded + route, PeerIdentity.UNPROVED);
        assertThat(node.last()).contains("\"url\":\"" + (route.isEmpty() ? "/" : route) + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = { "shop%2Feu/x", "shop%2feu", "%2573hop/x", "shop%/x", "s%68op%2F-/changed" })
    void anotherEncodingIsNoNamespace(String address) {
        node(9000, "shop");
        node(9001, "shop/eu");
        assertThat(call(address, PeerIdentity.UNPROVED).join().outcome()).isEqualTo(ProxyAnswer.Outcome.NO_NAMESPACE);
    }

    @Test
    void theRoutesOfANodeAreNotReachedByAnEncodedNamespace() {
        node(9000, "@acme/orders");
        assertThat(call("%40acme/orders/%2D/changed", PeerIdentity.UNPROVED).join().status()).isEqualTo("404");
    }

    @Test
    void theLongestNamespaceOfManySegmentsIsFound() {
        RawPeer node = node(9000, "a/a/a/a/a/a/a/a");
        call("a/".repeat(4_000) + "a", PeerIdentity.UNPROVED);
        assertThat(node.last()).contains("\"url\":\"" + "/a".repeat(3_993) + "\"");
    }

    /** A namespace has eight segments at most, and 256 characters, each of which may be encoded. */
    @Test
    void noLongerBeginningIsLookedUp() {
        assertThat(Proxy.longest("shop/x")).isEqualTo(6);
        assertThat(Proxy.longest("a/".repeat(4_000))).isEqualTo(15);
        assertThat(Proxy.longest("x".repeat(5_000))).isZero();
        assertThat(Proxy.longest("shop/" + "x".repeat(5_000))).isEqualTo(4);
        assertThat(Proxy.longest("%61".repeat(128) + "/" + "%61".repeat(127) + "/xyz")).isEqualTo(766);
        assertThat(Proxy.longest("")).isZero();
    }

    /** A peer that may not see a namespace does not learn that it exists, nor the state of its instances. */
    @Test
    void aNamespaceThatACallerMayNotSeeIsToItAsOneThatIsNotRegistered() {
        node(9000, "secret/payments");
        node(9001, "held");
        registry.get().hold("held", "10.0.1.5:9001", new OperatorHold(true, "ann", world.timer().now(), null), "ann",
                "for a test");
        PeerIdentity caller = Identities.of(NOTHING, List.of("shop/*"), List.of("shop/*"));
        for (String address : List.of("secret/payments/x", "held/x")) {
            ProxyAnswer answer = call(address, caller).join();
            assertThat(answer.outcome()).as(address).isEqualTo(ProxyAnswer.Outcome.NO_NAMESPACE);
            assertThat(answer.message()).isEqualTo(address + " begins with no registered namespace");
        }
        PeerIdentity seeing = Identities.of(NOTHING, List.of("shop/*"), List.of("*"));
        assertThat(call("secret/payments/x", seeing).join().status()).isEqualTo("403");
        PeerIdentity calling = Identities.of(NOTHING, List.of("*"), NOTHING);
        assertThat(call("held/x", calling).join().message()).contains("ejected or draining");
    }
}
