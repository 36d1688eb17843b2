package io.microcdi.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.microcdi.error.RouteException;
import io.microcdi.internal.route.RouteSpec;
import io.microcdi.internal.security.AccessRule;
import io.microcdi.internal.security.PeerIdentity;
import io.microcdi.registry.CallProtocol;
import io.microcdi.registry.ProxyAnswer;
import io.microcdi.testing.LogCapture;
import io.microcdi.testing.TestNode;
import io.microcdi.testing.TestRegistry;
import io.microcdi.testing.World;

/** An instance refuses a call of the gateway because of its user, and only the registry knows from where that came. */
class RefusedUserTest {

    private static final PeerIdentity CLIENT = PeerIdentity.UNPROVED.from("192.0.2.7");

    private final World world = new World();
    private final TestRegistry registry = TestRegistry.in(world);

    @BeforeEach
    void provide() {
        TestNode payments = world.node("payments", "10.0.0.5:9000");
        payments.node().register(RouteSpec.of("/denied").withAccess(AccessRule.DENY_ALL), context -> "never");
        payments.route("/own", context -> {
            throw new RouteException(403, "not today");
        });
        payments.start();
    }

    private ProxyAnswer call(String address, PeerIdentity caller) {
        return registry.get().call(address, "1", Duration.ofSeconds(5).toNanos(), CallProtocol.WS, caller, Map.of())
                .answer().join();
    }

    @Test
    void theInstanceNamesTheRegistryAndTheRegistryNamesTheClient() {
        try (LogCapture audit = new LogCapture("io.microcdi.audit")) {
            assertThat(call("payments/denied", CLIENT).status()).isEqualTo("403");
            assertThat(audit.messages()).hasSize(2).anyMatch(line -> line.contains(
                    "Refused (rights): registry at " + World.REGISTRY + ", from " + World.REGISTRY
                            + " (dialled by this node): /denied: nobody"))
                    .anyMatch(
                            line -> line.contains("Refused (rights): a program, from 192.0.2.7: the call of payments at"
                                    + " 10.0.0.5:9000: nobody may use this route"));
        }
    }

    @Test
    void theLinesOfAClientAreBounded() {
        try (LogCapture audit = new LogCapture("io.microcdi.audit")) {
            for (int i = 0; i < 100; i++) {
                call("payments/denied", CLIENT);
            }
            assertThat(audit.messages()).filteredOn(line -> line.contains("from 192.0.2.7")).hasSize(30);
        }
    }

    /** The handler itself has decided, and its application logs what it wants. */
    @Test
    void anAnswerOfTheHandlerIsNoRefusal() {
        try (LogCapture audit = new LogCapture("io.microcdi.audit")) {
            assertThat(call("payments/own", CLIENT).status()).isEqualTo("403");
            assertThat(audit.messages()).isEmpty();
        }
    }

    @Test
    void aCallOfTheRegistrysOwnProgramHasTheLineOfTheInstanceOnly() {
        try (LogCapture audit = new LogCapture("io.microcdi.audit")) {
            assertThat(call("payments/denied", PeerIdentity.UNPROVED).status()).isEqualTo("403");
            assertThat(audit.messages()).singleElement().asString().contains("registry at " + World.REGISTRY);
        }
    }
}
