package io.microcdi.internal.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Places, and the queue in front of them. */
@Timeout(300)
class BulkheadTest {

    private static final int THREADS = 8;
    private static final int TASKS = 50_000;

    /** Many threads come and leave while others take late ones out: never too many at work, none lost, no place lost. */
    @ParameterizedTest
    @ValueSource(ints = { 1, 3, 7 })
    void everyTaskEndsOnceAndNoPlaceIsLost(int limit) throws Exception {
        Bulkhead<Waiting> bulkhead = new Bulkhead<>(limit);
        AtomicInteger atWork = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger ended = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(THREADS);
        for (int t = 0; t < THREADS; t++) {
            int number = t;
            Threads.daemon("bulkhead", null).newThread(() -> {
                Queue<Waiting> begun = new ArrayDeque<>();
                for (int i = 0; i < TASKS; i++) {
                    Waiting first = new Waiting(i % 5, i % 3);
                    switch (bulkhead.enter(first, i % 11 != 0)) {
                        case ENTERED -> begun.add(first);
                        case FULL -> ended.incrementAndGet();
                        case WAITS -> addAll(bulkhead, bulkhead.next(), begun);
                        default -> throw new AssertionError();
                    }
                    while (!begun.isEmpty()) {
                        most.accumulateAndGet(atWork.incrementAndGet(), Math::max);
                        atWork.decrementAndGet();
                        ended.incrementAndGet();
                        begun.remove();
                        addAll(bulkhead, bulkhead.leave(), begun);
                    }
                    if (number == 0 && i % 7 == 0) {
                        List<Waiting> late = new ArrayList<>();
                        bulkhead.takeLate(i % 4, late::add);
                        ended.addAndGet(late.size());
                    }
                }
                done.countDown();
            }).start();
        }
        assertThat(done.await(200, TimeUnit.SECONDS)).isTrue();
        assertThat(most.get()).isLessThanOrEqualTo(limit);
        assertThat(ended.get()).isEqualTo(THREADS * TASKS);
        assertThat(bulkhead.size()).isZero();
        for (int i = 0; i < limit; i++) {
            assertThat(bulkhead.enter(new Waiting(0), false)).isEqualTo(Bulkhead.Entry.ENTERED);
        }
        assertThat(bulkhead.enter(new Waiting(0), false)).isEqualTo(Bulkhead.Entry.FULL);
    }

    private static void addAll(Bulkhead<Waiting> bulkhead, Waiting first, Queue<Waiting> begun) {
        for (Waiting next = first; next != null; next = bulkhead.next()) {
            begun.add(next);
        }
    }

    @Test
    void nobodyOvertakesOneThatWaits() {
        Bulkhead<Waiting> bulkhead = new Bulkhead<>(1);
        Waiting first = new Waiting(5);
        Waiting second = new Waiting(5);
        bulkhead.enter(new Waiting(5), true);
        assertThat(bulkhead.enter(first, true)).isEqualTo(Bulkhead.Entry.WAITS);
        assertThat(bulkhead.enter(second, true)).isEqualTo(Bulkhead.Entry.WAITS);
        assertThat(bulkhead.leave()).isSameAs(first);
        assertThat(bulkhead.enter(new Waiting(5), false)).isEqualTo(Bulkhead.Entry.FULL);
        assertThat(bulkhead.leave()).isSameAs(second);
        assertThat(bulkhead.leave()).isNull();
    }

    /** A peer that sends a thousand requests at once delays none of the others by more than one of its own. */
    @Test
    void sourcesTakeTurns() {
        Bulkhead<Waiting> bulkhead = new Bulkhead<>(1);
        bulkhead.enter(new Waiting(5), true);
        Waiting[] flood = { new Waiting(5, "a"), new Waiting(5, "a"), new Waiting(5, "a") };
        for (Waiting each : flood) {
            bulkhead.enter(each, true);
        }
        Waiting other = new Waiting(5, "b");
        bulkhead.enter(other, true);
        assertThat(bulkhead.leave()).isSameAs(flood[0]);
        assertThat(bulkhead.leave()).isSameAs(other);
        Waiting again = new Waiting(5, "b");
        bulkhead.enter(again, true);
        assertThat(bulkhead.leave()).isSameAs(flood[1]);
        assertThat(bulkhead.leave()).isSameAs(again);
        assertThat(bulkhead.leave()).isSameAs(flood[2]);
        assertThat(bulkhead.leave()).isNull();
        assertThat(bulkhead.size()).isZero();
    }

    /** The order within a source, and the turns, are the same after late tasks were taken out. */
    @Test
    void lateTasksAreTakenOutOfEachSource() {
        Bulkhead<Waiting> bulkhead = new Bulkhead<>(2);
        bulkhead.enter(new Waiting(9), true);
        bulkhead.enter(new Waiting(9), true);
        Waiting[] all = { new Waiting(1, "a"), new Waiting(9, "a"), new Waiting(9, "b"), new Waiting(1, "b"),
                new Waiting(1, "c") };
        for (Waiting each : all) {
            bulkhead.enter(each, true);
        }
        List<Waiting> late = new ArrayList<>();
        assertThat(bulkhead.takeLate(2, late::add)).isEqualTo(9);
        assertThat(late).containsExactlyInAnyOrder(all[0], all[3], all[4]);
        assertThat(bulkhead.waiting()).isEqualTo(2);
        assertThat(bulkhead.leave()).isSameAs(all[1]);
        assertThat(bulkhead.leave()).isSameAs(all[2]);
        assertThat(bulkhead.leave()).isNull();
    }

    /** Two that are equal are two tasks. */
    private static final class Waiting implements Bulkhead.Task {

        private final long latestStart;
        private final Object source;

        Waiting(long latestStart) {
            this(latestStart, "one source");
        }

        Waiting(long latestStart, Object source) {
            this.latestStart = latestStart;
            this.source = source;
        }

        @Override
        public long latestStart() {
            return latestStart;
        }

        @Override
        public Object source() {
            return source;
        }

        @Override
        public long maxWaitNanos() {
            return 1_000_000_000;
        }

        @Override
        public boolean isAbandoned() {
            return false;
        }
    }
}
