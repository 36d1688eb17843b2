package io.microcdi.internal.registry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * A network that parts a cluster of registries while nodes come and go on both sides. {@code -Dcluster.partition=60} is how many
 * seconds it lasts, by default 20; {@code -Dcluster.nodes=3000} is how many nodes there are before it, by default 300.
 */
@Tag("cluster")
@Timeout(600)
@EnabledIf(value = "isPossible", disabledReason = "needs root and ip of iproute2")
class PartitionIT {

    private static final int SECONDS = Integer.getInteger("cluster.partition", 20);
    private static final int MAX_SECONDS_TO_EQUAL = 15;
    private static final int BEFORE = Integer.getInteger("cluster.nodes", 300);
    private static final int CHANGES_A_SECOND = 10;
    private static final int CUT_OFF = 2;
    private static final int FIRST_PORT = 20_000;

    private final Map<Integer, RoamingNode> nodes = new HashMap<>();

    static boolean isPossible() {
        return Mesh.isPossible();
    }

    @Test
    void bothSidesGoOnAndAreEqualAfterwards() throws Exception {
        try (Mesh mesh = new Mesh(Cluster.SIZE); Cluster cluster = Cluster.in(mesh)) {
            List<URI> pages = cluster.pages();
            for (int i = 0; i < BEFORE; i++) {
                join(pages.get(i % Cluster.SIZE), i);
            }
            awaitSame(cluster, "all are known everywhere");
            mesh.cut(CUT_OFF);
            Cluster.await("each side sees the other no more", () -> Cluster.membersSeen(cluster.get(CUT_OFF)) == 1
                    && Cluster.membersSeen(cluster.get(0)) == Cluster.SIZE - 1);
            // the nodes of all registries, so that each side adds and removes
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
            int number = BEFORE;
            while (System.nanoTime() - end < 0) {
                join(pages.get(number % Cluster.SIZE), number);
                if (number % 2 == 0 && number - BEFORE < BEFORE) {
                    leave(number - BEFORE);
                }
                number++;
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1) / CHANGES_A_SECOND);
            }
            Cluster.await("each side has its newest", () -> {
                Set<String> left = Cluster.keys(cluster.get(0), "payments");
                Set<String> right = Cluster.keys(cluster.get(CUT_OFF), "payments");
                left.addAll(right);
                return left.containsAll(expected());
            });
            mesh.heal(CUT_OFF);
            long healed = System.nanoTime();
            awaitSame(cluster, "all know the same");
            double seconds = (System.nanoTime() - healed) / 1e9;
            System.out.printf("%d nodes, a partition of %d s, %d came and %d went: equal %.1f s after it%n", BEFORE,
                    SECONDS,
                    number - BEFORE, number - nodes.size(), seconds);
            assertThat(seconds).isLessThan(MAX_SECONDS_TO_EQUAL);
            // an instance that is removed late, or that comes back, would show now
            for (int i = 0; i < 30; i++) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
                assertThat(cluster.all()).allSatisfy(
                        registry -> assertThat(Cluster.keys(registry, "payments")).isEqualTo(expected()));
            }
        } finally {
            nodes.values().forEach(RoamingNode::close);
        }
    }

    private void join(URI registry, int number) {
        nodes.put(number, new RoamingNode(List.of(registry), 0, FIRST_PORT + number, "payments"));
    }

    private void leave(int number) {
        nodes.remove(number).close();
    }

    private Set<String> expected() {
        Set<String> keys = new TreeSet<>();
        nodes.keySet().forEach(number -> keys.add("127.0.0.1:" + (FIRST_PORT + number)));
        return keys;
    }

    private void awaitSame(Cluster cluster, String what) {
        Cluster.await(what, () -> cluster.all().stream()
                .allMatch(registry -> Cluster.keys(registry, "payments").equals(expected())));
    }
}
