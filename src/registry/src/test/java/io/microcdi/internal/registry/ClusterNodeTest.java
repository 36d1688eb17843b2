package io.microcdi.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

import io.microcdi.config.ConfigKeys;
import io.microcdi.internal.json.PayloadCodec;
import io.microcdi.internal.link.IoExecutors;
import io.microcdi.internal.node.NodeEnvironment;
import io.microcdi.registry.InstanceView;
import io.microcdi.testing.RawPeer;
import io.microcdi.testing.TestNode;
import io.microcdi.testing.TestRegistry;
import io.microcdi.testing.TestTimer;
import io.microcdi.testing.World;

/** A node keeps a link to one registry of a cluster, and goes to another when that is lost. */
class ClusterNodeTest {

    private static final List<String> ADDRESSES = List.of("10.0.0.1:8427", "10.0.0.2:8427", "10.0.0.3:8427");

    private final World world = new World().registries(ADDRESSES.toArray(String[]::new))
            .set(ConfigKeys.ADVERTISE_VERSION, "1.4.2").set(ConfigKeys.ADVERTISE_ZONE, "eu-1");
    private final MemoryCluster cluster = new MemoryCluster(world.loop());
    private final List<MemoryCluster.Participant> sides = ADDRESSES.stream().map(cluster::join).toList();
    private final List<TestRegistry> registries = List.of(TestRegistry.in(world, ADDRESSES.get(0), sides.get(0)),
            TestRegistry.in(world, ADDRESSES.get(1), sides.get(1)),
            TestRegistry.in(world, ADDRESSES.get(2), sides.get(2)));
    private final TestNode node = world.node("payments", "10.0.1.5:9000");

    private long openLinks() {
        return ADDRESSES.stream().flatMap(address -> world.network().dials(address).stream())
                .filter(dial -> !dial.pipe().isClosed()).count();
    }

    private void kill(int number) {
        sides.get(number).kill();
        registries.get(number).kill();
    }

    private String owner(int asked) {
        return view(registries.get(asked)).owner();
    }

    private static InstanceView view(TestRegistry registry) {
        List<InstanceView> views = registry.get().instances("payments");
        assertThat(views).hasSize(1);
        return views.get(0);
    }

    /** A handshake, or a probe, may come at each instant of a start. */
    @Test
    void aRegistryIsNotSettledBeforeItKnowsItsClusterWhateverIsAskedMeanwhile() {
        MemoryCluster.Participant side = cluster.join("10.0.0.4:8427");
        side.others(true);
        Registry[] registry = new Registry[1];
        boolean[] asking = new boolean[1];
        TestTimer asked = new TestTimer() {

            @Override
            public long nanoTime() {
                if (registry[0] != null && !asking[0]) {
                    asking[0] = true;
                    registry[0].isSettled();
                    asking[0] = false;
                }
                return super.nanoTime();
            }
        };
        registry[0] = new Registry(TestRegistry.config(world),
                new NodeEnvironment(asked, asked, new Random(1), world.loop(), world.loop(),
                        IoExecutors.all(world.loop()), PayloadCodec.withoutBinding(), link -> null),
                world.network());
        registry[0].join(side, "ws://10.0.0.4:8427");
        registry[0].start();
        assertThat(registry[0].isSettled()).isFalse();
        asked.advance(Duration.ofMinutes(1));
        assertThat(registry[0].isSettled()).isTrue();
        registry[0].stop();
    }

    /** Readiness is kept: a member that hangs must not take the others out of service. The status must not say that all is well. */
    @Test
    void aGapIsNoReasonToRefuseNodesButIsTold() {
        TestRegistry registry = registries.get(0);
        assertThat(registry.get().isSettled()).isTrue();
        assertThat(registry.get().knowsMembers()).isTrue();
        sides.get(0).gap(true);
        assertThat(registry.get().isSettled()).isTrue();
        assertThat(registry.get().knowsMembers()).isFalse();
        sides.get(0).gap(false);
        assertThat(registry.get().knowsMembers()).isTrue();
    }

    /** One that has discovered nobody would answer that nothing is registered. Later readiness is kept. */
    @Test
    void aRegistryThatMayMissOthersAcceptsNoNodesForAWhile() {
        MemoryCluster.Participant side = cluster.join("10.0.0.4:8427");
        side.others(true);
        TestRegistry registry = TestRegistry.in(world, "10.0.0.4:8427", side);
        assertThat(registry.get().isSettled()).isFalse();
        assertThat(registry.get().knowsMembers()).isTrue();
        side.others(false);
        assertThat(registry.get().isSettled()).isTrue();
        side.others(true);
        assertThat(registry.get().isSettled()).isTrue();
    }

    @Test
    void oneLinkIsKeptAndTheNodeIsKnownEverywhere() {
        node.start();
        world.advance(Duration.ofSeconds(5));
        assertThat(openLinks()).isEqualTo(1);
        assertThat(registries).allMatch(registry -> registry.keys("payments").equals(List.of("10.0.1.5:9000")));
        assertThat(registries).allMatch(registry -> view(registry).version().equals("1.4.2")
                && view(registry).zone().equals("eu-1") && view(registry).features().contains("lease"));
        world.advance(Duration.ofMinutes(2));
        assertThat(openLinks()).isEqualTo(1);
        assertThat(registries.get(2).get().departures()).isEmpty();
    }

    /** Each registry has the reports of its own nodes, and tells the others their sums. */
    @Test
    void theCallGraphIsKnownEverywhereUntilItsRegistryIsLost() {
        RawPeer peer = RawPeer.dial(world,
                "ws://" + ADDRESSES.get(1) + "/10.0.0.5/9000/checkout?v=1&id=a&features=path");
        peer.send("{\"id\":0,\"mode\":0,\"twoway\":false,\"data\":{\"url\":\"/-/heartbeat\",\"data\":{\"millis\":10000,"
                + "\"calls\":[{\"namespace\":\"payments\",\"count\":100,\"failed\":10,\"p50\":2000,\"p99\":9000}]}}}");
        world.advance(Duration.ofSeconds(6));
        assertThat(registries).allSatisfy(registry -> assertThat(registry.get().calls().edges()).singleElement()
                .satisfies(edge -> {
                    assertThat(edge.from() + " " + edge.to()).isEqualTo("checkout payments");
                    assertThat(edge.calls().rate()).isEqualTo(10);
                    assertThat(edge.calls().failed()).isEqualTo(0.1);
                    assertThat(edge.byCaller()).isTrue();
                }));
        kill(1);
        world.advance(Duration.ofSeconds(2));
        assertThat(registries.get(0).get().calls().edges()).isEmpty();
        assertThat(registries.get(2).get().calls().edges()).isEmpty();
    }

    @Test
    void aLostRegistryIsReplacedWithinASecondAndTheLeaseIsProvedThere() {
        node.start();
        world.advance(Duration.ofSeconds(5));
        assertThat(owner(2)).isEqualTo(ADDRESSES.get(0));
        kill(0);
        assertThat(registries.get(2).keys("payments")).hasSize(1);
        world.advance(Duration.ofSeconds(1));
        assertThat(owner(2)).isIn(ADDRESSES.get(1), "");
        assertThat(openLinks()).isEqualTo(1);
        world.advance(Duration.ofSeconds(60));
        assertThat(registries.get(1).keys("payments")).hasSize(1);
        assertThat(registries.get(1).get().departures()).isEmpty();
    }

    @Test
    void whenTheNextOneIsLostAsWellTheLastOneIsTaken() {
        node.start();
        world.advance(Duration.ofSeconds(5));
        kill(0);
        kill(1);
        world.advance(Duration.ofSeconds(8));
        assertThat(owner(2)).isEmpty();
    }

    @Test
    void aRegistryThatIsBackIsUsedOnlyWhenItIsNeeded() {
        node.start();
        world.advance(Duration.ofSeconds(5));
        kill(0);
        world.advance(Duration.ofSeconds(2));
        registries.get(0).start();
        world.advance(Duration.ofSeconds(10));
        assertThat(openLinks()).isEqualTo(1);
        assertThat(registries.get(0).keys("payments")).hasSize(1);
        kill(1);
        kill(2);
        world.advance(Duration.ofSeconds(8));
        assertThat(owner(0)).isEmpty();
    }
}
