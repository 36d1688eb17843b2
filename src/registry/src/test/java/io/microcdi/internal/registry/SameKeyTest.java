package io.microcdi.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.microcdi.testing.RawPeer;
import io.microcdi.testing.TestRegistry;
import io.microcdi.testing.World;

/** The same key again (wire, The registry): nobody is pushed out who lives, nobody is kept out by the dead. */
class SameKeyTest {

    private static final String KEY = "10.0.0.5:9000";
    private static final String LEASE = "?v=1&id=a&features=lease";

    private final World world = new World();
    private final TestRegistry registry = TestRegistry.in(world);

    @Test
    void aPeerThatProvesTheLeaseReplacesTheLink() {
        RawPeer first = peer(LEASE);
        RawPeer second = peer(LEASE);
        assertThat(second.received()).as("a hello only").hasSize(1);
        prove(second, Leases.told(first));
        assertThat(first.closed()).isEqualTo("4001 replaced");
        assertThat(second.closed()).isEmpty();
        assertThat(registry.keys("payments")).containsExactly(KEY);
        RawPeer third = peer(LEASE);
        prove(third, Leases.told(second));
        assertThat(second.closed()).isEqualTo("4001 replaced");
        world.advance(Duration.ofSeconds(3));
        assertThat(third.closed()).isEmpty();
        third.close(1000, "");
        assertThat(registry.keys("payments")).isEmpty();
    }

    /** The registry tells the id to everybody who asks. */
    @Test
    void theIdOfALivingInstanceProvesNothing() {
        RawPeer first = peer(LEASE);
        RawPeer thief = peer(LEASE + "&dial=9");
        prove(thief, "AAAAAAAAAAAAAAAAAAAAAA");
        assertThat(first.closed() + thief.closed()).isEmpty();
        world.advance(Duration.ofSeconds(2));
        assertThat(thief.closed()).isEqualTo("1008 address in use");
        assertThat(first.closed()).isEmpty();
        assertThat(thief.received()).noneMatch(frame -> frame.contains("/-/registered"));
    }

    @Test
    void aProofOfAnotherLinkAndASecondTryProveNothing() {
        RawPeer first = peer(LEASE);
        RawPeer one = peer(LEASE);
        RawPeer other = peer(LEASE);
        other.send(Leases.proof(Leases.told(first), Leases.nonce(one), KEY));
        prove(other, Leases.told(first));
        assertThat(first.closed()).isEmpty();
        world.advance(Duration.ofSeconds(2));
        assertThat(other.closed()).isEqualTo("1008 address in use");
        assertThat(first.closed()).isEmpty();
    }

    /** Strangers that wait for the place of a node cannot keep the node itself from it. */
    @Test
    void theNodeThatComesBackIsHeardHoweverManyWait() {
        RawPeer first = peer(LEASE);
        List<RawPeer> strangers = IntStream.range(0, 40).mapToObj(i -> peer("?v=1&id=s" + i + "&features=lease"))
                .toList();
        assertThat(strangers).filteredOn(stranger -> stranger.closed().isEmpty()).hasSize(16);
        RawPeer again = peer(LEASE);
        prove(again, Leases.told(first));
        assertThat(first.closed()).isEqualTo("4001 replaced");
        world.advance(Duration.ofSeconds(4));
        assertThat(strangers).allMatch(stranger -> stranger.closed().equals("1008 address in use"));
        assertThat(again.closed()).isEmpty();
        assertThat(registry.keys("payments")).containsExactly(KEY);
    }

    /** A handshake that a node gave up may reach the registry behind the one with which it succeeded. */
    @Test
    void anEarlierAttemptOfTheSameStartThatComesLateReplacesNothing() {
        RawPeer present = peer(LEASE + "&dial=2");
        RawPeer late = peer(LEASE + "&dial=1");
        prove(late, Leases.told(present));
        assertThat(late.closed()).isEqualTo("4001 replaced");
        assertThat(present.closed()).isEmpty();
        assertThat(registry.keys("payments")).containsExactly(KEY);
        RawPeer next = peer(LEASE + "&dial=3");
        prove(next, Leases.told(present));
        assertThat(present.closed()).isEqualTo("4001 replaced");
        next.close(1000, "");
        assertThat(registry.keys("payments")).isEmpty();
    }

    /** Callers compare the id with the hello of the instance, so that a registration with another id is told anew. */
    @Test
    void aReplacedLinkWithAnotherIdIsToldAnew() {
        RawPeer first = peer(LEASE);
        RawPeer second = peer("?v=1&id=b&features=lease");
        prove(second, Leases.told(first));
        assertThat(first.closed()).isEqualTo("4001 replaced");
        assertThat(Leases.told(second)).isNotEqualTo(Leases.told(first));
        RawPeer asking = RawPeer.dial(world, "ws://" + World.REGISTRY + "/a.invalid/1/asking?v=1&id=q");
        assertThat(asking.ask(1, "/-/find", "{\"namespace\":\"payments\"}")).contains("\"id\":\"b\"");
    }

    @Test
    void closingTheOldLinkKeepsTheNewRegistration() {
        RawPeer first = peer(LEASE);
        String lease = Leases.told(first);
        first.pipe().acceptor().stall();
        first.pipe().dialler().freeze();
        prove(peer(LEASE), lease);
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
    void aPeerThatComesWhileTheFirstOneIsDeadTakesOver() {
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
        RawPeer first = peer(LEASE);
        RawPeer impostor = peer("?v=1&id=b");
        RawPeer again = peer(LEASE);
        prove(again, Leases.told(first));
        assertThat(first.closed()).isEqualTo("4001 replaced");
        world.advance(Duration.ofSeconds(5));
        assertThat(again.closed()).isEmpty();
        assertThat(impostor.closed()).isEqualTo("1008 address in use");
        assertThat(registry.keys("payments")).containsExactly(KEY);
        again.close(1000, "");
        assertThat(registry.keys("payments")).isEmpty();
    }

    @Test
    void aPeerThatTookOverMustSendHeartbeatsOfItsOwn() {
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

    /** It would be the registration of two namespaces, and its end would take one of them out. */
    @Test
    void aPeerThatChangesItsNamespaceWaitsForTheFirstOneNoLonger() {
        RawPeer present = agent();
        online(present, "agents");
        RawPeer waiting = agent();
        online(waiting, "agents");
        online(waiting, "others");
        assertThat(registry.keys("others")).containsExactly(KEY);
        present.close(1000, "");
        assertThat(registry.keys("agents")).isEmpty();
        world.advance(Duration.ofSeconds(3));
        assertThat(waiting.closed()).isEmpty();
        waiting.close(1000, "");
        assertThat(registry.get().namespaces()).isEmpty();
    }

    @Test
    void aPeerThatChangesItsNamespaceIsNotRefusedForTheFirstOneLater() {
        RawPeer present = agent();
        online(present, "agents");
        RawPeer waiting = agent();
        online(waiting, "agents");
        online(waiting, "others");
        world.advance(Duration.ofSeconds(3));
        assertThat(present.closed() + waiting.closed()).isEmpty();
        assertThat(registry.keys("agents")).containsExactly(KEY);
        assertThat(registry.keys("others")).containsExactly(KEY);
    }

    /** Each word of such a link would ping others, and set an alarm. */
    @Test
    void aWaitingPeerThatChangesToAnotherTakenPlaceIsRefused() {
        RawPeer one = agent();
        online(one, "agents");
        RawPeer two = agent();
        online(two, "others");
        RawPeer waiting = agent();
        online(waiting, "agents");
        online(waiting, "others");
        assertThat(waiting.closed()).isEqualTo("1008 address in use");
        world.advance(Duration.ofSeconds(3));
        assertThat(one.closed() + two.closed()).isEmpty();
    }

    @Test
    void aPeerThatChangesItsNamespaceGivesItsPlaceToTheWaitingOne() {
        RawPeer present = agent();
        online(present, "agents");
        RawPeer waiting = agent();
        online(waiting, "agents");
        online(present, "others");
        assertThat(registry.keys("agents")).containsExactly(KEY);
        world.advance(Duration.ofSeconds(3));
        assertThat(waiting.closed()).isEmpty();
        waiting.close(1000, "");
        assertThat(registry.keys("agents")).isEmpty();
        assertThat(registry.keys("others")).containsExactly(KEY);
    }

    @Test
    void ofThoseThatWaitForADeadOneTheFirstHasItsPlace() {
        RawPeer dead = peer(LEASE);
        world.advance(Duration.ofMillis(1));
        dead.pipe().dialler().freeze();
        RawPeer first = peer(LEASE);
        world.advance(Duration.ofMillis(500));
        RawPeer second = peer(LEASE);
        world.advance(Duration.ofMillis(1_500));
        assertThat(dead.pipe().acceptor().closeCode()).isEqualTo(4001);
        assertThat(Leases.told(first)).isNotEmpty();
        world.advance(Duration.ofSeconds(3));
        assertThat(first.closed()).isEmpty();
        assertThat(second.closed()).isEqualTo("1008 address in use");
    }

    private RawPeer agent() {
        return RawPeer.dial(world, "ws://" + World.REGISTRY + "/10.0.0.5/9000");
    }

    private static void online(RawPeer agent, String namespace) {
        agent.send("{\"id\":1,\"mode\":0,\"twoway\":true,\"data\":{\"protocol\":\"ws\",\"cmd\":\"online\","
                + "\"props\":[\"" + namespace + "\"]}}");
    }

    private static void prove(RawPeer peer, String lease) {
        peer.send(Leases.proof(lease, Leases.nonce(peer), KEY));
    }

    private RawPeer peer(String query) {
        return RawPeer.dial(world, "ws://" + World.REGISTRY + "/10.0.0.5/9000/payments" + query);
    }
}
