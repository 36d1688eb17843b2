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
        fill(IN_PROGRESS);
    }

    private void fill(int count) {
        for (int i = 0; i < count; i++) {
            assertThat(gate.arrive("first" + i, null, true, true)).isEqualTo(HandshakeGate.BEGINS);
        }
    }

    @Test
    void oneMoreThanTheBoundWaitsUntilAnotherEnds() {
        fill();
        assertThat(gate.arrive("a", null, true, true)).isEqualTo(HandshakeGate.WAITS);
        assertThat(gate.next()).isEmpty();
        gate.end();
        assertThat(gate.next()).containsExactly("a");
        assertThat(gate.next()).isEmpty();
        assertThat(gate.waiting()).isZero();
    }

    @Test
    void theOldestBeginsFirst() {
        fill();
        gate.arrive("a", null, true, true);
        gate.arrive("b", null, true, true);
        gate.end();
        assertThat(gate.arrive("c", null, true, true)).as("it must not overtake").isEqualTo(HandshakeGate.WAITS);
        gate.end();
        assertThat(gate.next()).containsExactly("a", "b");
    }

    @Test
    void peersThatKnowNoRetryAfterBeginFirst() {
        fill();
        gate.arrive("a", null, true, true);
        gate.arrive("classic", null, false, true);
        gate.end();
        gate.end();
        assertThat(gate.next()).containsExactly("classic", "a");
    }

    /** A peer chooses its kind itself. */
    @Test
    void manyPeersThatKnowNoRetryAfterDelayAnotherByOneTurn() {
        HandshakeGate<String> crowded = new HandshakeGate<>(() -> now, 1_000_000, 1, 1_000,
                TimeUnit.SECONDS.toNanos(8));
        crowded.arrive("first", null, false, true);
        for (int i = 0; i < 1_000; i++) {
            crowded.arrive("classic" + i, null, false, true);
        }
        crowded.arrive("a", null, true, true);
        List<String> begun = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            crowded.end();
            begun.addAll(crowded.next());
        }
        assertThat(begun).hasSize(4).startsWith("classic0", "a", "classic1");
    }

    @Test
    void manyHandshakesFromOneAddressDelayAnotherByOneTurn() {
        HandshakeGate<String> crowded = new HandshakeGate<>(() -> now, 1_000_000, 1, 1_000,
                TimeUnit.SECONDS.toNanos(8));
        crowded.arrive("first", "x", true, true);
        for (int i = 0; i < 700; i++) {
            assertThat(crowded.arrive("x" + i, "x", true, true)).isEqualTo(HandshakeGate.WAITS);
        }
        crowded.arrive("y0", "y", true, true);
        crowded.arrive("gone", "w", true, true);
        crowded.arrive("y1", "y", true, true);
        crowded.arrive("z0", "z", true, true);
        crowded.leave("gone");
        List<String> begun = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            crowded.end();
            begun.addAll(crowded.next());
        }
        assertThat(begun).containsExactly("x0", "y0", "z0", "x1", "y1", "x2", "x3");
        assertThat(crowded.waiting()).isEqualTo(696);
    }

    @Test
    void oneAddressHasFourFifthsOfThePlacesOfEachKind() {
        HandshakeGate<Integer> wide = new HandshakeGate<>(() -> now, 1_000_000, 1, 10, TimeUnit.SECONDS.toNanos(8));
        wide.arrive(0, "x", true, true);
        for (int i = 1; i <= 8; i++) {
            assertThat(wide.arrive(i, "x", true, true)).isEqualTo(HandshakeGate.WAITS);
        }
        assertThat(wide.arrive(9, "x", true, true)).isPositive();
        assertThat(wide.arrive(9, "x", false, true)).isEqualTo(HandshakeGate.WAITS);
        assertThat(wide.arrive(10, "y", true, true)).isEqualTo(HandshakeGate.WAITS);
        wide.leave(1);
        assertThat(wide.arrive(11, "x", true, true)).as("there is a place again").isEqualTo(HandshakeGate.WAITS);
        assertThat(wide.arrive(12, "z", true, true)).isEqualTo(HandshakeGate.WAITS);
        assertThat(wide.arrive(13, "z", true, true)).as("ten wait").isPositive();
        wide.end();
        assertThat(wide.next()).containsExactly(9);
    }

    @Test
    void nothingWaitsWithoutRoomForItsConnection() {
        assertThat(gate.arrive("a", null, true, false)).isEqualTo(HandshakeGate.BEGINS);
        fill(1);
        assertThat(gate.arrive("b", null, true, false)).isPositive();
        assertThat(gate.waiting()).isZero();
    }

    @Test
    void aHandshakeThatCannotWaitDoesNotOvertake() {
        assertThat(gate.tryBegin()).isEqualTo(HandshakeGate.BEGINS);
        fill(1);
        assertThat(gate.tryBegin()).isPositive();
        gate.arrive("a", null, true, true);
        assertThat(gate.isWaiting("a")).isTrue();
        gate.end();
        assertThat(gate.tryBegin()).as("another one waits").isPositive();
        assertThat(gate.next()).containsExactly("a");
        assertThat(gate.isWaiting("a")).isFalse();
        gate.end();
        assertThat(gate.tryBegin()).isEqualTo(HandshakeGate.BEGINS);
    }

    @Test
    void aPeerThatObeysIsRefusedWhenTooManyWait() {
        fill();
        for (int i = 0; i < WAITING; i++) {
            assertThat(gate.arrive("a" + i, null, true, true)).isEqualTo(HandshakeGate.WAITS);
        }
        assertThat(gate.arrive("b", null, true, true)).isPositive();
        assertThat(gate.arrive("classic", null, false, true)).isEqualTo(HandshakeGate.WAITS);
        assertThat(gate.waiting()).isEqualTo(WAITING + 1);
    }

    @Test
    void refusedPeersAreSpread() {
        HandshakeGate<Integer> slow = new HandshakeGate<>(() -> now, 10, 1, 1, TimeUnit.SECONDS.toNanos(8));
        slow.arrive(0, null, true, true);
        slow.arrive(1, null, true, true);
        slow.arrive(2, null, true, true);
        List<Integer> seconds = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            seconds.add(slow.arrive(i + 10, null, true, true));
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
            last = slow.arrive(i, null, true, true);
        }
        assertThat(last).isEqualTo(30);
    }

    /** Ten minutes of refusals are no work that is left. */
    @Test
    void retryAfterIsShortAgainSoonAfterAFlood() {
        HandshakeGate<Integer> slow = new HandshakeGate<>(() -> now, 100, 1, 1, TimeUnit.SECONDS.toNanos(8));
        slow.arrive(0, null, true, true);
        slow.arrive(1, null, true, true);
        for (int i = 0; i < 600_000; i++) {
            now += TimeUnit.MILLISECONDS.toNanos(1);
            slow.arrive(i + 2, null, true, true);
        }
        slow.leave(1);
        now += TimeUnit.SECONDS.toNanos(45);
        slow.arrive(1, null, true, true);
        assertThat(slow.arrive(2, null, true, true)).isEqualTo(1);
    }

    @Test
    void timesMayOverflow() {
        now = Long.MAX_VALUE - TimeUnit.MILLISECONDS.toNanos(50);
        HandshakeGate<Integer> slow = new HandshakeGate<>(() -> now, 10, 1, 1, TimeUnit.SECONDS.toNanos(8));
        assertThat(slow.arrive(0, null, true, true)).isEqualTo(HandshakeGate.BEGINS);
        slow.arrive(1, null, true, true);
        assertThat(slow.arrive(2, null, true, true)).isEqualTo(1);
        slow.end();
        now += TimeUnit.MILLISECONDS.toNanos(100);
        assertThat(slow.next()).containsExactly(1);
        slow.end();
        now += TimeUnit.SECONDS.toNanos(1);
        assertThat(slow.arrive(3, null, true, true)).isEqualTo(HandshakeGate.BEGINS);
    }

    @Test
    void aPeerThatHasGoneGivesItsTurnBack() {
        HandshakeGate<Integer> slow = new HandshakeGate<>(() -> now, 1, 100, 100, TimeUnit.SECONDS.toNanos(8));
        assertThat(slow.arrive(0, null, true, true)).isEqualTo(HandshakeGate.BEGINS);
        assertThat(slow.arrive(1, null, true, true)).isEqualTo(HandshakeGate.WAITS);
        slow.endGone();
        assertThat(slow.next()).containsExactly(1);
        assertThat(slow.arrive(2, null, true, true)).isEqualTo(HandshakeGate.WAITS);
        slow.end();
        assertThat(slow.next()).as("a handshake that was work keeps its turn").isEmpty();
    }

    @Test
    void theRateOfASecondIsKept() {
        HandshakeGate<Integer> slow = new HandshakeGate<>(() -> now, 10, 100, 100, TimeUnit.SECONDS.toNanos(8));
        Set<Integer> begun = new HashSet<>();
        for (int i = 0; i < 30; i++) {
            if (slow.arrive(i, null, true, true) == HandshakeGate.BEGINS) {
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
        gate.arrive("a", null, true, true);
        gate.arrive("classic", null, false, true);
        now += TimeUnit.SECONDS.toNanos(4) - 1;
        assertThat(gate.removeExpired()).isEmpty();
        now++;
        assertThat(gate.removeExpired()).containsOnlyKeys("classic");
        now += TimeUnit.SECONDS.toNanos(4) - 1;
        assertThat(gate.removeExpired()).isEmpty();
        now++;
        Map<String, Integer> late = gate.removeExpired();
        assertThat(late).containsOnlyKeys("a");
        assertThat(late.get("a")).isPositive();
        assertThat(gate.waiting()).isZero();
    }

    @Test
    void aClosedConnectionWaitsNoLonger() {
        fill();
        gate.arrive("a", null, true, true);
        gate.arrive("classic", null, false, true);
        gate.leave("a");
        gate.leave("classic");
        gate.leave("unknown");
        gate.end();
        assertThat(gate.next()).isEmpty();
    }

    @Test
    void aHandshakeOfAPeerThatHasGoneMakesRoom() {
        fill();
        gate.arrive("a", null, true, true);
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
                    if (shared.arrive(i, null, i % 2 == 0, true) == HandshakeGate.BEGINS) {
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
