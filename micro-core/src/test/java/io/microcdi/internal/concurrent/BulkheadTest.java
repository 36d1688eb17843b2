package io.microcdi.internal.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
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
                for (int i = 0; i < TASKS; i++) {
                    switch (bulkhead.enter(new Waiting(i % 5), i % 11 != 0)) {
                        case ENTERED -> {
                            for (boolean more = true; more;) {
                                most.accumulateAndGet(atWork.incrementAndGet(), Math::max);
                                atWork.decrementAndGet();
                                ended.incrementAndGet();
                                more = bulkhead.leave() != null;
                            }
                        }
                        case FULL -> ended.incrementAndGet();
                        default -> {
                        }
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

    private record Waiting(long latestStart) implements Bulkhead.Task {

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
