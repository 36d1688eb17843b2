package io.microcdi.internal.registry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.testing.socket.NodeSocket;

/**
 * How many nodes one registry bears, with real sockets. Profile {@code capacity} runs it. Counts and bytes are the same on
 * each machine; times are bounded only with {@code -Dcapacity.times=true}, for a machine that does nothing else.
 */
@Tag("capacity")
@Timeout(600)
class CapacityIT {

    private static final boolean TIMES = Boolean.getBoolean("capacity.times");
    private static final int KIB = 1024;
    private static final long PATIENCE = 240;

    @ParameterizedTest
    @ValueSource(ints = { 1_000, 5_000, 9_000 })
    void aRegistryOf256MbHolds(int count) throws Exception {
        try (RegistryProcess registry = RegistryProcess.start("-Xmx256m");
                Crowd crowd = new Crowd(registry.port(), count, "payments", null)) {
            measure(registry, crowd, count);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = { 10_000, 19_000 })
    void aRegistryOf1GbHolds(int count) throws Exception {
        try (RegistryProcess registry = RegistryProcess.start("-Xmx1g");
                Crowd crowd = new Crowd(registry.port(), count, "payments", null)) {
            measure(registry, crowd, count);
        }
    }

    private static void measure(RegistryProcess registry, Crowd crowd, int count) throws Exception {
        int first = Math.min(500, count / 2);
        crowd.join(0, first);
        assertThat(crowd.await(() -> crowd.registered.get() == first, PATIENCE)).as("%s", crowd).isTrue();
        long memory = registry.memory();
        long cpu = registry.cpuMillis();
        long begun = System.nanoTime();
        crowd.join(first, count);
        assertThat(crowd.await(() -> crowd.registered.get() == count, PATIENCE)).as("%s", crowd).isTrue();
        double seconds = (System.nanoTime() - begun) / 1e9;
        double each = (registry.cpuMillis() - cpu) * 1.0 / (count - first);
        long after = registry.memory();
        long rest = registry.cpuMillis();
        long resting = System.nanoTime();
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(10));
        double percent = (registry.cpuMillis() - rest) * 1e8 / (System.nanoTime() - resting);
        System.out.printf(Locale.ROOT,
                "%d instances: %.1f KB of heap and direct memory each, %d MB in all, %d MB resident; registered in %.1f s,"
                        + " %.2f ms of CPU each; at rest %.1f %% of a CPU; find %s; %s%n",
                count, (after - memory) / 1024.0 / (count - first), after >> 20, registry.resident() >> 10, seconds,
                each, percent, finds(registry.port()), crowd);
        assertThat((after - memory) / (count - first)).as("bytes of an instance").isLessThan(20 * KIB);
        assertThat(crowd.registered).hasValue(count);
        assertThat(registry.errors()).doesNotContain("OutOfMemoryError", "memory has run out");
    }

    private static String finds(int port) throws Exception {
        try (NodeSocket node = NodeSocket.connect(port, "/asks.invalid/1/asks")) {
            long[] nanos = new long[5_000];
            for (int i = 0; i < nanos.length; i++) {
                long begun = System.nanoTime();
                node.send("{\"id\":" + i + ",\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"/-/find\",\"data\":"
                        + "{\"namespace\":\"payments\"}}}");
                assertThat(node.next().getJsonObject("data").getInt("status")).isEqualTo(200);
                nanos[i] = System.nanoTime() - begun;
            }
            Arrays.sort(nanos);
            return String.format(Locale.ROOT, "p50 %.2f ms, p99 %.2f ms", nanos[2_500] / 1e6, nanos[4_950] / 1e6);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = { 0, 2 })
    void afterARestartAllAreBackWithFewHandshakes(int busy) throws Exception {
        int count = 3_000;
        int classic = 100;
        RegistryProcess first = RegistryProcess.start("-Xmx256m");
        int port = first.port();
        try (Crowd crowd = new Crowd(port, count, "payments", null);
                Crowd others = Crowd.classic(port, classic, "billing")) {
            crowd.join(0, count);
            others.join(0, classic);
            assertThat(crowd.await(() -> crowd.registered.get() == count, PATIENCE)).as("%s", crowd).isTrue();
            assertThat(others.await(() -> others.registered.get() == classic, PATIENCE)).as("%s", others).isTrue();
            first.kill();
            assertThat(crowd.await(() -> crowd.registered.get() + others.registered.get() == 0, 30)).isTrue();
            int refused = others.refused.get();
            int before = crowd.handshakes.get();
            AtomicBoolean ends = new AtomicBoolean();
            List<Thread> loops = busy(busy, ends);
            try (RegistryProcess second = RegistryProcess.startAt(port, "-Xmx256m")) {
                long up = System.nanoTime();
                assertThat(crowd.await(() -> crowd.registered.get() == count, PATIENCE)).as("%s", crowd).isTrue();
                double seconds = (System.nanoTime() - up) / 1e9;
                double each = (crowd.handshakes.get() - before) * 1.0 / count;
                System.out.printf(Locale.ROOT,
                        "%d nodes after a restart, %d busy loops: back after %.1f s, %.2f handshakes each; %d MB; %s%n",
                        count, busy, seconds, each, second.heap() >> 20, crowd);
                assertThat(others.await(() -> others.registered.get() == classic, PATIENCE)).as("%s", others).isTrue();
                assertThat(others.refused).as("peers that know no Retry-After: %s", others).hasValue(refused);
                assertThat(each).isLessThanOrEqualTo(1.2);
                if (TIMES) {
                    assertThat(seconds).isLessThan(busy == 0 ? 12 : 30);
                }
            } finally {
                ends.set(true);
                for (Thread loop : loops) {
                    loop.join();
                }
            }
        } finally {
            first.close();
        }
    }

    private static List<Thread> busy(int count, AtomicBoolean ends) {
        List<Thread> loops = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Thread loop = new Thread(() -> {
                while (!ends.get()) {
                    Thread.onSpinWait();
                }
            }, "busy-" + i);
            loop.setDaemon(true);
            loop.start();
            loops.add(loop);
        }
        return loops;
    }

    /** Each is an instance of the namespace that it watches: the most changes that there can be. */
    @Test
    void fourThousandWatchersJoinTheirOwnNamespace() throws Exception {
        int count = 4_000;
        try (RegistryProcess registry = RegistryProcess.start("-Xmx256m");
                Crowd crowd = new Crowd(registry.port(), count, "payments", "payments")) {
            crowd.join(0, count);
            assertThat(crowd.await(() -> crowd.lists.get() == count, PATIENCE)).as("%s", crowd).isTrue();
            quiet(crowd);
            System.out.printf(Locale.ROOT, "%d watchers of their own namespace: %s; %d MB%n", count, crowd,
                    registry.heap() >> 20);
            assertThat(crowd.pushes.get()).isLessThanOrEqualTo(300_000);
        }
    }

    @Test
    void aChangeIsSeenByFourThousandWatchers() throws Exception {
        int count = 4_000;
        try (RegistryProcess registry = RegistryProcess.start("-Xmx256m");
                Crowd few = new Crowd(registry.port(), 20, "payments", null);
                Crowd crowd = new Crowd(registry.port(), count, "checkout", "payments")) {
            few.join(0, 19);
            assertThat(few.await(() -> few.registered.get() == 19, PATIENCE)).isTrue();
            crowd.join(0, count);
            assertThat(crowd.await(() -> crowd.lists.get() == count, PATIENCE)).as("%s", crowd).isTrue();
            crowd.expect(few.host(19));
            long begun = System.nanoTime();
            few.join(19, 20);
            assertThat(crowd.await(() -> crowd.seen.get() == count, PATIENCE)).as("%s", crowd).isTrue();
            double millis = (System.nanoTime() - begun) / 1e6;
            System.out.printf(Locale.ROOT, "a newcomer is seen by %d watchers after %.0f ms; %s%n", count, millis,
                    crowd);
            assertThat(crowd.pushes).hasValue(count);
            if (TIMES) {
                assertThat(millis).isLessThan(200);
            }
        }
    }

    @Test
    void aCallerIsToldOfOneHundredOfTwelveThousand() throws Exception {
        int count = 12_000;
        try (RegistryProcess registry = RegistryProcess.start("-Xmx512m");
                Crowd crowd = new Crowd(registry.port(), count, "payments", null).asPods();
                Crowd callers = new Crowd(registry.port(), 50, "checkout", "payments").rememberingKeys()) {
            crowd.join(0, count);
            assertThat(crowd.await(() -> crowd.registered.get() == count, PATIENCE)).as("%s", crowd).isTrue();
            callers.join(0, 50);
            assertThat(callers.await(() -> callers.lists.get() == 50, PATIENCE)).as("%s", callers).isTrue();
            System.out.printf(Locale.ROOT, "50 callers of %d instances were told of %d different ones; %s%n", count,
                    callers.keys.size(), callers);
            assertThat(callers.listed).hasValue(50 * 100);
            assertThat(callers.keys).allMatch(key -> key.contains(".payments.shop.svc:"))
                    .as("50 draws of 100 of 12,000 are some 4,100 different ones").hasSizeGreaterThan(3_000);
        }
    }

    private static void quiet(Crowd crowd) {
        long last = -1;
        while (last != crowd.pushes.get()) {
            last = crowd.pushes.get();
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
        }
    }
}
