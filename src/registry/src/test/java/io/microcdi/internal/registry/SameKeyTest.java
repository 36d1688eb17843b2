package io.microcdi.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.microcdi.testing.RawPeer;
import io.microcdi.testing.TestRegistry;
import io.microcdi.testing.World;

/** The same key again (wire, The registry): nobody is pushed out who lives, nobody is kept out by the dead. */
class SameKeyTest {

    private static final String KEY = "10.0.0.5:9000";

    private final World world = new World();
    private final TestRegistry registry = TestRegistry.in(world);

    @Test
    void theSameStartReplacesItsOwnLink() {
        RawPeer first = peer("?v=1&id=a");
        RawPeer second = peer("?v=1&id=a");
        assertThat(first.closed()).isEqualTo("4001 replaced");
        assertThat(second.closed()).isEmpty();
        assertThat(registry.keys("payments")).containsExactly(KEY);
        second.close(1000, "");
        assertThat(registry.keys("payments")).isEmpty();
    }

    /** A handshake that a node gave up may reach the registry behind the one with which it succeeded. */
    @Test
    void anEarlierAttemptOfTheSameStartThatComesLateReplacesNothing() {
        RawPeer present = peer("?v=1&id=a&dial=2");
        RawPeer late = peer("?v=1&id=a&dial=1");
        assertThat(late.closed()).isEqualTo("4001 replaced");
        assertThat(present.closed()).isEmpty();
        assertThat(registry.keys("payments")).containsExactly(KEY);
        RawPeer next = peer("?v=1&id=a&dial=3");
        assertThat(present.closed()).isEqualTo("4001 replaced");
        next.close(1000, "");
        assertThat(registry.keys("payments")).isEmpty();
    }

    @Test
    void closingTheOldLinkKeepsTheNewRegistration() {
        RawPeer first = peer("?v=1&id=a");
        first.pipe().acceptor().stall();
        first.pipe().dialler().freeze();
        peer("?v=1&id=a");
        first.pipe().cut();
        assertThat(registry.keys("payments")).containsExactly(KEY);
    }

    @Test
    void anotherPartyIsRefusedWhileTheFirstOneLives() {
        RawPeer first = peer("?v=1&id=a");
        RawPeer impostor = peer("?v=1&id=b");
        assertThat(first.pipe().acceptor().pings()).isEqualTo(1);
        world.advance(Duration.ofMillis(1_999));
        assertThat(impostor.closed()).as("both are held until the first one had its time").isEmpty();
        world.advance(Duration.ofMillis(1));
        assertThat(impostor.closed()).isEqualTo("1008 address in use");
        assertThat(first.closed()).isEmpty();
        impostor.close(1000, "");
        assertThat(registry.keys("payments")).containsExactly(KEY);
    }

    @Test
    void anAlarmThatIsLateDoesNotMakeTheLivingDead() {
        RawPeer first = peer("?v=1&id=a");
        world.timer().after(1_500_000_000L, () -> world.timer().skip(Duration.ofSeconds(5)));
        RawPeer impostor = peer("?v=1&id=b");
        world.advance(Duration.ofSeconds(7));
        assertThat(impostor.closed()).isEqualTo("1008 address in use");
        assertThat(first.closed()).isEmpty();
    }

    @Test
    void withoutAnIdNobodyIsTheSame() {
        RawPeer first = peer("");
        RawPeer second = peer("");
        world.advance(Duration.ofSeconds(2));
        assertThat(first.closed()).isEmpty();
        assertThat(second.closed()).isEqualTo("1008 address in use");
    }

    @Test
    void whoeverComesWhileTheFirstOneIsDeadTakesOver() {
        RawPeer first = peer("?v=1&id=a");
        world.advance(Duration.ofMillis(1));
        first.pipe().dialler().freeze();
        RawPeer second = peer("?v=1&id=b");
        world.advance(Duration.ofSeconds(2));
        assertThat(first.pipe().acceptor().closeCode()).isEqualTo(4001);
        assertThat(second.closed()).isEmpty();
        assertThat(registry.keys("payments")).containsExactly(KEY);
        second.close(1000, "");
        assertThat(registry.keys("payments")).isEmpty();
    }

    @Test
    void whenTheFirstOneClosesTheOneThatWaitsTakesOverAtOnce() {
        RawPeer first = peer("?v=1&id=a");
        RawPeer second = peer("?v=1&id=b");
        first.close(1001, "leaving");
        assertThat(registry.keys("payments")).containsExactly(KEY);
        world.advance(Duration.ofSeconds(3));
        assertThat(second.closed()).isEmpty();
        second.close(1000, "");
        assertThat(registry.keys("payments")).isEmpty();
    }

    @Test
    void whenTheOneThatWaitsClosesNothingHappensToTheFirst() {
        RawPeer first = peer("?v=1&id=a");
        peer("?v=1&id=b").close(1000, "");
        world.advance(Duration.ofSeconds(3));
        assertThat(first.closed()).isEmpty();
        assertThat(registry.keys("payments")).containsExactly(KEY);
    }

    @Test
    void aThirdOneIsRefusedAtOnce() {
        peer("?v=1&id=a");
        peer("?v=1&id=b");
        assertThat(peer("?v=1&id=c").closed()).isEqualTo("1008 address in use");
    }

    @Test
    void theSameStartComingBackIsNotHeldUpByTheOneThatWaits() {
        RawPeer first = peer("?v=1&id=a");
        RawPeer impostor = peer("?v=1&id=b");
        RawPeer again = peer("?v=1&id=a");
        assertThat(first.closed()).isEqualTo("4001 replaced");
        world.advance(Duration.ofSeconds(5));
        assertThat(again.closed()).isEmpty();
        assertThat(impostor.closed()).isEqualTo("1008 address in use");
        assertThat(registry.keys("payments")).containsExactly(KEY);
        again.close(1000, "");
        assertThat(registry.keys("payments")).isEmpty();
    }

    @Test
    void whoeverTookOverMustSendHeartbeatsOfItsOwn() {
        RawPeer first = peer("?v=1&id=a");
        world.advance(Duration.ofMillis(1));
        first.pipe().dialler().freeze();
        peer("?v=1&id=b");
        world.advance(Duration.ofSeconds(2));
        world.advance(Duration.ofSeconds(19));
        assertThat(registry.keys("payments")).hasSize(1);
        world.advance(Duration.ofSeconds(2));
        assertThat(registry.keys("payments")).isEmpty();
    }

    @Test
    void theSameKeyInAnotherNamespaceIsAnotherRegistration() {
        RawPeer payments = peer("?v=1&id=a");
        RawPeer other = RawPeer.dial(world, "ws://" + World.REGISTRY + "/10.0.0.5/9000/orders?v=1&id=b");
        world.advance(Duration.ofSeconds(3));
        assertThat(payments.closed() + other.closed()).isEmpty();
        assertThat(registry.keys("orders")).containsExactly(KEY);
    }

    @Test
    void twoDeploymentsOfOneServerAreTwoInstances() {
        peer("?v=1&id=a&features=path&path=/blue");
        peer("?v=1&id=b&features=path&path=/green");
        world.advance(Duration.ofSeconds(3));
        assertThat(registry.keys("payments")).containsExactly(KEY + "/blue", KEY + "/green");
    }

    private RawPeer peer(String query) {
        return RawPeer.dial(world, "ws://" + World.REGISTRY + "/10.0.0.5/9000/payments" + query);
    }
}
