package io.microcdi.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.internal.security.Lease;
import io.microcdi.internal.security.NamespaceGlobs;
import io.microcdi.registry.InstanceView;
import io.microcdi.testing.RawPeer;
import io.microcdi.testing.TestRegistry;
import io.microcdi.testing.World;

/** Registries of one cluster answer alike: with what is registered at any of them. */
class UnionTest {

    private static final String A = "10.0.0.1:8427";
    private static final String B = "10.0.0.2:8427";
    private static final String C = "10.0.0.3:8427";
    private static final String KEY = "10.0.1.5:9000";
    private static final String V = "?v=1&features=lease,watch,path&id=";

    private final World world = new World();
    private final MemoryCluster cluster = new MemoryCluster(world.loop());
    private final List<MemoryCluster.Participant> sides = new ArrayList<>();
    private final List<RawPeer> nodes = new ArrayList<>();
    private final TestRegistry a = registry(A);
    private final TestRegistry b = registry(B);
    private final TestRegistry c = registry(C);

    private TestRegistry registry(String address) {
        MemoryCluster.Participant side = cluster.join(address);
        sides.add(side);
        return TestRegistry.in(world, address, side);
    }

    @Test
    void anInstanceIsFoundAtEachRegistryUntilItLeaves() {
        RawPeer node = node(A, "");
        RawPeer asker = asker(C);
        assertThat(find(asker)).contains("{\"host\":\"10.0.1.5\",\"port\":9000}");
        assertThat(List.of(a, b, c)).allMatch(registry -> registry.keys("payments").equals(List.of(KEY)));
        node.close(1000, "bye");
        assertThat(find(asker)).doesNotContain("host");
        assertThat(List.of(a, b, c)).allMatch(registry -> registry.get().namespaces().isEmpty());
    }

    @Test
    void theViewNamesTheOwner() {
        node(A, "");
        assertThat(view(a).owner()).isEmpty();
        assertThat(view(b).owner()).isEqualTo(A);
        assertThat(b.get().departures()).isEmpty();
    }

    /** A token that names some namespaces must not tell how many instances the others have. */
    @Test
    void theInstancesOfAMemberAreCountedByWhatSomebodySees() {
        node(A, "");
        for (TestRegistry registry : List.of(a, b)) {
            assertThat(registry.get().members()).isNotEmpty().allSatisfy(member -> {
                int all = member.name().equals(A) ? 1 : 0;
                assertThat(registry.get().instances(member)).as(member.name()).isEqualTo(all);
                assertThat(registry.get().instances(member, NamespaceGlobs.of(List.of("pay*")))).isEqualTo(all);
                assertThat(registry.get().instances(member, NamespaceGlobs.of(List.of("bank")))).isZero();
                assertThat(registry.get().instances(member, NamespaceGlobs.ALL)).isEqualTo(all);
            });
        }
    }

    /** As for a reader who sees all: the instances of its former start belong to no member. */
    @Test
    void theOrphansOfAMembersFormerStartAreNotCountedForIt() {
        node(A, "");
        kill(0);
        registry(A);
        assertThat(b.keys("payments")).as("the orphan").containsExactly(KEY);
        node(B, "", 9001);
        for (String visible : List.of("*", "pay*", "payments")) {
            NamespaceGlobs some = NamespaceGlobs.of(List.of(visible));
            assertThat(b.get().members()).hasSize(3).allSatisfy(
                    member -> assertThat(b.get().instances(member, some)).as(member.name() + " by " + visible)
                            .isEqualTo(b.get().instances(member)).isEqualTo(member.name().equals(B) ? 1 : 0));
        }
    }

    @Test
    void aWatchAtOneRegistryIsToldOfWhatHappensAtAnother() {
        RawPeer watcher = asker(B);
        watcher.ask(1, "/-/watch", "{\"namespace\":\"payments\"}");
        RawPeer node = node(A, V + "n1");
        world.advance(Duration.ofMillis(60));
        assertThat(watcher.last()).contains("/-/changed", "\"added\":[{\"key\":\"" + KEY, "\"id\":\"n1\"");
        node.close(1000, "bye");
        world.advance(Duration.ofMillis(60));
        assertThat(watcher.last()).contains("\"removed\":[\"" + KEY + "\"]");
    }

    @Test
    void aRegistryThatStartsKnowsWhatIsThere() {
        node(A, "");
        TestRegistry late = registry("10.0.0.4:8427");
        assertThat(late.keys("payments")).containsExactly(KEY);
    }

    @Test
    void theInstancesOfALostRegistryAreFoundForTwentySeconds() {
        node(A, "");
        RawPeer asker = asker(B);
        kill(0);
        assertThat(find(asker)).contains("10.0.1.5");
        live(Duration.ofSeconds(19));
        assertThat(find(asker)).contains("10.0.1.5");
        world.advance(Duration.ofSeconds(2));
        assertThat(find(asker)).doesNotContain("host");
        assertThat(b.get().departures().get(0).reason()).isEqualTo("registry " + A + " lost");
    }

    @Test
    void aNodeThatRegistersElsewhereIsNeverMissingAndReplacesTheOrphan() {
        node(A, "");
        RawPeer watcher = asker(C);
        watcher.ask(1, "/-/watch", "{\"namespace\":\"payments\"}");
        int told = watcher.received().size();
        kill(0);
        RawPeer again = node(B, "");
        assertThat(view(c).owner()).isEqualTo(B);
        live(Duration.ofSeconds(21));
        assertThat(c.keys("payments")).containsExactly(KEY);
        assertThat(watcher.received()).as("nothing changed for a watcher").hasSize(told);
        again.close(1000, "bye");
        assertThat(c.keys("payments")).isEmpty();
    }

    /** Another start of the program, with another id, must not wait for the orphan of the one before. */
    @Test
    void anotherStartAtTheAddressOfAnOrphanIsToldAtOnce() {
        node(A, V + "n1");
        kill(0);
        node(B, V + "n2");
        assertThat(find(asker(C))).contains("\"id\":\"n2\"");
    }

    @Test
    void aProvedLeaseClosesTheOldLinkAtTheOtherRegistry() {
        RawPeer first = node(A, V + "n1");
        RawPeer second = node(B, V + "n1");
        prove(second, Leases.told(first));
        assertThat(first.closed()).isEqualTo("4001 replaced");
        assertThat(second.closed()).isEmpty();
        assertThat(List.of(a, b, c)).allMatch(registry -> registry.keys("payments").equals(List.of(KEY)));
        assertThat(view(c).owner()).isEqualTo(B);
        RawPeer third = node(A, V + "n1");
        prove(third, Leases.told(second));
        assertThat(second.closed()).isEqualTo("4001 replaced");
        assertThat(view(c).owner()).isEqualTo(A);
        third.close(1000, "bye");
        assertThat(c.keys("payments")).isEmpty();
    }

    /** The lease is a secret of the node and its registry. The other registries know a text that proves no other key. */
    @Test
    void aWrongProofClosesNothing() {
        RawPeer first = node(A, V + "n1");
        RawPeer second = node(B, V + "n1");
        prove(second, "AAAAAAAAAAAAAAAAAAAAAA");
        assertThat(first.closed() + second.closed()).isEmpty();
    }

    @Test
    void aStrangerAtAnotherRegistryDoesNotHideOneThatLives() {
        RawPeer first = node(A, V + "n1");
        RawPeer stranger = node(B, V + "n2");
        assertThat(find(asker(C))).contains("\"id\":\"n1\"");
        world.advance(Duration.ofSeconds(2));
        assertThat(stranger.closed()).isEqualTo("1008 address in use");
        assertThat(first.closed()).isEmpty();
        assertThat(find(asker(B))).contains("\"id\":\"n1\"");
    }

    /** The others are told the milliseconds of each. */
    @Test
    void ofTwoThatComeInOneMillisecondOneIsKept() {
        world.timer().moveClock(Duration.ofNanos(500_000));
        world.loop().execute(() -> {
            node(A, V + "n1");
            node(B, V + "n2");
        });
        // both say that their nodes live before either hears the other
        world.loop().execute(() -> world.advance(Duration.ofSeconds(2)));
        world.advance(Duration.ofSeconds(1));
        assertThat(nodes.stream().map(RawPeer::closed).filter(String::isEmpty)).hasSize(1);
        assertThat(List.of(a, b, c)).allMatch(registry -> registry.keys("payments").equals(List.of(KEY)));
    }

    @Test
    void aStrangerAtAnotherRegistryReplacesOneThatDoesNotAnswer() {
        RawPeer first = node(A, V + "n1");
        world.advance(Duration.ofMillis(1));
        first.pipe().dialler().freeze();
        RawPeer second = node(B, V + "n2");
        world.advance(Duration.ofSeconds(2));
        assertThat(first.pipe().acceptor().closeCode()).isEqualTo(4001);
        assertThat(second.closed()).isEmpty();
        assertThat(find(asker(C))).contains("\"id\":\"n2\"");
    }

    /** The same start of a node, as one that does not know clusters and registers at each registry of its list. */
    @Test
    void aNodeMayBeRegisteredAtSeveralRegistries() {
        RawPeer first = node(A, V + "n1");
        RawPeer second = node(B, V + "n1");
        world.advance(Duration.ofSeconds(5));
        assertThat(first.closed() + second.closed()).isEmpty();
        first.close(1000, "bye");
        assertThat(c.keys("payments")).containsExactly(KEY);
        second.close(1000, "bye");
        assertThat(c.keys("payments")).isEmpty();
    }

    @Test
    void afterAPartitionNothingIsLostAndNothingRisesFromTheDead() {
        RawPeer before = node(A, V + "n1");
        node(C, V + "n2", 9002);
        sides.get(2).side(1);
        live(Duration.ofSeconds(60));
        assertThat(a.keys("payments")).containsExactly(KEY);
        before.close(1000, "bye");
        node(B, V + "n3", 9003);
        node(C, V + "n4", 9004);
        assertThat(c.keys("payments")).containsExactly("10.0.1.5:9002", "10.0.1.5:9004");
        sides.get(2).side(0);
        for (TestRegistry registry : List.of(a, b, c)) {
            assertThat(registry.keys("payments")).containsExactly("10.0.1.5:9002", "10.0.1.5:9003", "10.0.1.5:9004");
        }
    }

    @Test
    void aShortPartitionChangesNothing() {
        node(A, V + "n1");
        sides.get(2).side(1);
        live(Duration.ofSeconds(10));
        sides.get(2).side(0);
        live(Duration.ofSeconds(60));
        assertThat(c.keys("payments")).containsExactly(KEY);
        assertThat(c.get().departures()).isEmpty();
    }

    @Test
    void aRegistryThatStopsTakesNothingOut() {
        node(A, "");
        a.stop();
        assertThat(b.keys("payments")).containsExactly(KEY);
        assertThat(b.get().departures()).isEmpty();
        a.start();
        live(Duration.ofSeconds(21));
        assertThat(b.keys("payments")).isEmpty();
    }

    /** The entry of the lost registry is found no longer than the node itself. */
    @Test
    void aNodeThatRegisteredElsewhereAndLeftIsGoneBeforeTheOrphansEnd() {
        node(A, "");
        kill(0);
        RawPeer again = node(B, "");
        RawPeer watcher = asker(C);
        watcher.ask(1, "/-/watch", "{\"namespace\":\"payments\"}");
        live(Duration.ofSeconds(2));
        again.close(1000, "bye");
        world.advance(Duration.ofMillis(60));
        assertThat(watcher.last()).contains("\"removed\":[\"" + KEY + "\"]");
        assertThat(b.keys("payments")).isEmpty();
        assertThat(c.keys("payments")).isEmpty();
        assertThat(b.get().departures().get(0).reason()).isEqualTo("1000 bye");
        a.start();
        assertThat(a.keys("payments")).as("it is not told of it").isEmpty();
        live(Duration.ofSeconds(20));
        assertThat(b.get().departures()).hasSize(1);
    }

    /** Its nodes have not registered elsewhere yet, and the others would find them. */
    @Test
    void aRegistryThatStartsAgainFindsTheInstancesThatItLost() {
        node(A, "");
        node(A, "", 9001);
        kill(0);
        live(Duration.ofSeconds(5));
        node(B, "", 9001);
        a.start();
        assertThat(a.keys("payments")).containsExactly(KEY, "10.0.1.5:9001");
        assertThat(find(asker(A))).contains("10.0.1.5");
        live(Duration.ofSeconds(14));
        assertThat(a.keys("payments")).as("19 s after the loss").containsExactly(KEY, "10.0.1.5:9001");
        live(Duration.ofSeconds(2));
        assertThat(List.of(a, b, c))
                .allMatch(registry -> registry.keys("payments").equals(List.of("10.0.1.5:9001")));
        assertThat(a.get().departures().get(0).reason()).isEqualTo("registry " + A + " lost");
    }

    /** The others take its instances for lost. The registry alone knows which of them have left. */
    @Test
    void aRegistryThatWasCutOffIsNotToldOfItsOwnInstances() {
        RawPeer gone = node(A, "");
        node(A, "", 9001);
        sides.get(0).side(1);
        gone.close(1000, "bye");
        sides.get(0).side(0);
        assertThat(List.of(a, b, c))
                .allMatch(registry -> registry.keys("payments").equals(List.of("10.0.1.5:9001")));
    }

    /** It is unknown here that the instance was registered there: it left before this registry had all of that part. */
    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void anOrphanThatLeftElsewhereIsNotFoundByANewMember(boolean removalIsFirst) {
        node(A, "");
        node(A, "", 9001);
        Replication.Orphans orphans = new Replication.Orphans("10.0.0.9:8427/1", 20_000, sides.get(0).entries());
        TestRegistry late = registry("10.0.0.4:8427");
        kill(0);
        live(Duration.ofSeconds(21));
        assertThat(late.keys("payments")).isEmpty();
        Replication.Remote remote = sides.get(3).remote();
        remote.whole("10.0.0.8:8427/1", List.of());
        if (!removalIsFirst) {
            remote.orphans(orphans);
            assertThat(late.keys("payments")).containsExactly(KEY, "10.0.1.5:9001");
        }
        remote.changed("10.0.0.8:8427/1", List.of(), List.of(new Replication.Removal("payments", KEY, "1000 bye")));
        if (removalIsFirst) {
            remote.orphans(orphans);
        }
        assertThat(late.keys("payments")).containsExactly("10.0.1.5:9001");
        remote.orphans(orphans);
        assertThat(late.keys("payments")).as("another member tells the same").containsExactly("10.0.1.5:9001");
    }

    /** A removal concerns what was registered before it. */
    @Test
    void anOrphanThatRegisteredAgainAfterItLeftIsFound() {
        node(A, "");
        Replication.Entry entry = sides.get(0).entries().get(0);
        Replication.Orphans orphans = new Replication.Orphans("10.0.0.9:8427/1", 20_000, List.of(entry));
        TestRegistry late = registry("10.0.0.4:8427");
        kill(0);
        live(Duration.ofSeconds(21));
        Replication.Remote remote = sides.get(3).remote();
        remote.changed("10.0.0.8:8427/1", List.of(), List.of(new Replication.Removal("payments", KEY, "1000 bye")));
        live(Duration.ofSeconds(21));
        remote.orphans(orphans);
        assertThat(late.keys("payments")).containsExactly(KEY);
    }

    /** Its orphan was hidden, since it had registered elsewhere and left there. */
    @Test
    void anInstanceThatLeftIsNotShownAgainForAMomentWhenItsRegistryIsBack() {
        RawPeer node = node(A, "");
        sides.get(0).side(1);
        RawPeer again = node(B, "");
        live(Duration.ofSeconds(1));
        again.close(1000, "bye");
        node.close(1000, "bye");
        RawPeer watcher = asker(C);
        watcher.ask(1, "/-/watch", "{\"namespace\":\"payments\"}");
        int told = watcher.received().size();
        int departed = c.get().departures().size();
        long joined = joined();
        sides.get(0).side(0);
        world.advance(Duration.ofMillis(60));
        assertThat(c.keys("payments")).isEmpty();
        assertThat(c.get().departures()).hasSize(departed);
        assertThat(watcher.received()).hasSize(told);
        assertThat(joined()).isEqualTo(joined);
    }

    private long joined() {
        return c.get().events().newest(event -> event.type() == EventType.JOINED, RegistryEvents.CAPACITY).size();
    }

    private void kill(int number) {
        sides.get(number).kill();
        List.of(a, b, c).get(number).kill();
    }

    /** Lets time pass while the nodes send their heartbeats. */
    private void live(Duration time) {
        for (Duration left = time; !left.isZero(); left = left.minusSeconds(1)) {
            nodes.forEach(node -> {
                if (node.closed().isEmpty()) {
                    node.send("{\"id\":1,\"mode\":0,\"data\":{\"url\":\"/-/heartbeat\",\"data\":{}}}");
                }
            });
            world.advance(Duration.ofSeconds(1));
        }
    }

    private void prove(RawPeer peer, String lease) {
        peer.send(Leases.proof(Lease.hash(lease), Leases.nonce(peer), KEY));
    }

    private static InstanceView view(TestRegistry registry) {
        return registry.get().instances("payments").get(0);
    }

    private RawPeer node(String registry, String query) {
        return node(registry, query, 9000);
    }

    private RawPeer node(String registry, String query, int port) {
        RawPeer node = RawPeer.dial(world, "ws://" + registry + "/10.0.1.5/" + port + "/payments" + query);
        nodes.add(node);
        return node;
    }

    private RawPeer asker(String registry) {
        RawPeer asker = RawPeer.dial(world, "ws://" + registry + "/q.invalid/1/q" + V + "q");
        nodes.add(asker);
        return asker;
    }

    private static String find(RawPeer asker) {
        return asker.ask(7, "/-/find", "{\"namespace\":\"payments\"}");
    }
}
