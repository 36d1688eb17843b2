package io.microcdi.internal.registry.tomcat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

class HandshakeGateTest {

    private static final int IN_PROGRESS = 2;
    private static final int WAITING = 3;

    private long now = -5;
    private final HandshakeGate<String> gate = new HandshakeGate<>(() -> now, 1_000_000, IN_PROGRESS, WAITING,
            TimeUnit.SECONDS.toNanos(8));

    private void fill() {
        for (int i = 0; i < IN_PROGRESS; i++) {
            assertThat(gate.arrive("first" + i, true)).isEqualTo(HandshakeGate.BEGINS);
        }
    }

    @Test
    void oneMoreThanTheBoundWaitsUntilAnotherEnds() {
        fill();
        assertThat(gate.arrive("a", true)).isEqualTo(HandshakeGate.WAITS);
        assertThat(gate.next()).isEmpty();
        gate.end();
        assertThat(gate.next()).containsExactly("a");
        assertThat(gate.next()).isEmpty();
        assertThat(gate.waiting()).isZero();
    }

    @Test
    void theOldestBeginsFirst() {
        fill();
        gate.arrive("a", true);
        gate.arrive("b", true);
        gate.end();
        assertThat(gate.arrive("c", true)).as("it must not overtake").isEqualTo(HandshakeGate.WAITS);
        gate.end();
        assertThat(gate.next()).containsExactly("a", "b");
    }

    @Test
    void peersThatKnowNoRetryAfterBeginFirst() {
        fill();
        gate.arrive("a", true);
        gate.arrive("classic", false);
        gate.end();
        gate.end();
        assertThat(gate.next()).containsExactly("classic", "a");
    }

    @Test
    void aPeerThatObeysIsRefusedWhenTooManyWait() {
        fill();
        for (int i = 0; i < WAITING; i++) {
            assertThat(gate.arrive("a" + i, true)).isEqualTo(HandshakeGate.WAITS);
        }
        assertThat(gate.arrive("b", true)).isPositive();
        assertThat(gate.arrive("classic", false)).isEqualTo(HandshakeGate.WAITS);
        assertThat(gate.waiting()).isEqualTo(WAITING + 1);
    }

    @Test
    void refusedPeersAreSpread() {
        HandshakeGate<Integer> slow = new HandshakeGate<>(() -> now, 10, 1, 1, TimeUnit.SECONDS.toNanos(8));
        slow.arrive(0, true);
        slow.arrive(1, true);
        slow.arrive(2, true);
        List<Integer> seconds = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            seconds.add(slow.arrive(i + 10, true));
        }
        assertThat(seconds).isSorted();
        assertThat(seconds.get(0)).isEqualTo(1);
        // 150 at 10 a second are done after 15 s, and a node pauses for one and a half times the value
        assertThat(seconds.get(149)).isBetween(9, 11);
        for (int second = 2; second < 9; second++) {
            assertThat(Collections.frequency(seconds, second)).as("told to wait for %d s", second).isBetween(13, 17);
        }
    }

    @Test
    void retryAfterIsBounded() {
        HandshakeGate<Integer> slow = new HandshakeGate<>(() -> now, 1, 1, 1, TimeUnit.SECONDS.toNanos(8));
        int last = 0;
        for (int i = 0; i < 1_000; i++) {
            last = slow.arrive(i, true);
        }
        assertThat(last).isEqualTo(30);
    }

    @Test
    void theRateOfASecondIsKept() {
        HandshakeGate<Integer> slow = new HandshakeGate<>(() -> now, 10, 100, 100, TimeUnit.SECONDS.toNanos(8));
        Set<Integer> begun = new HashSet<>();
        for (int i = 0; i < 30; i++) {
            if (slow.arrive(i, true) == HandshakeGate.BEGINS) {
                begun.add(i);
            }
        }
        for (int millis = 0; millis < 1_000; millis += 20) {
            now += TimeUnit.MILLISECONDS.toNanos(20);
            begun.addAll(slow.next());
        }
        assertThat(begun).hasSizeBetween(10, 13);
    }

    @Test
    void noHandshakeWaitsForTooLong() {
        fill();
        gate.arrive("a", true);
        gate.arrive("classic", false);
        now += TimeUnit.SECONDS.toNanos(4) - 1;
        assertThat(gate.late()).isEmpty();
        now++;
        assertThat(gate.late()).containsOnlyKeys("classic");
        now += TimeUnit.SECONDS.toNanos(4) - 1;
        assertThat(gate.late()).isEmpty();
        now++;
        Map<String, Integer> late = gate.late();
        assertThat(late).containsOnlyKeys("a");
        assertThat(late.get("a")).isPositive();
        assertThat(gate.waiting()).isZero();
    }

    @Test
    void aClosedConnectionWaitsNoLonger() {
        fill();
        gate.arrive("a", true);
        gate.arrive("classic", false);
        gate.leave("a");
        gate.leave("classic");
        gate.leave("unknown");
        gate.end();
        assertThat(gate.next()).isEmpty();
    }

    @Test
    void aHandshakeOfAPeerThatHasGoneMakesRoom() {
        fill();
        gate.arrive("a", true);
        gate.endGone();
        assertThat(gate.next()).containsExactly("a");
    }

    /** The clock is the real one: threads come and end handshakes at the same time. */
    @Test
    void noHandshakeIsLostAmongThreads() throws Exception {
        HandshakeGate<Integer> shared = new HandshakeGate<>(System::nanoTime, 1_000_000, 4, 100_000,
                TimeUnit.SECONDS.toNanos(60));
        int each = 5_000;
        CountDownLatch done = new CountDownLatch(4 * each);
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            int first = t * each;
            threads.add(new Thread(() -> {
                for (int i = first; i < first + each; i++) {
                    if (shared.arrive(i, i % 2 == 0) == HandshakeGate.BEGINS) {
                        done.countDown();
                        shared.end();
                    }
                    drain(shared, done);
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        while (shared.waiting() > 0) {
            drain(shared, done);
        }
        assertThat(done.getCount()).isZero();
    }

    private static void drain(HandshakeGate<Integer> shared, CountDownLatch done) {
        for (int ignored : shared.next()) {
            done.countDown();
            shared.end();
        }
    }
}
