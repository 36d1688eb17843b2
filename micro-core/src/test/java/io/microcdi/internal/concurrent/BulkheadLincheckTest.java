package io.microcdi.internal.concurrent;

import java.util.concurrent.atomic.AtomicInteger;

import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.Test;

/**
 * Many interleavings of threads that enter a bulkhead with threads that leave it: every task begins once, none waits beside a
 * free place, and no place is lost.
 */
class BulkheadLincheckTest {

    private static final int INTERLEAVINGS = Integer.getInteger("microcdi.interleavings", 60);

    @Test
    void aTaskThatComesWhileAnotherLeavesBegins() {
        Lincheck.runConcurrentTest(INTERLEAVINGS, () -> {
            Place place = new Place(1);
            place.enter("a");
            inTwoThreads(place::endOne, () -> place.enter("b"));
            place.endAll(2);
        });
    }

    /** One of the two that leave may meet a queue from which the other one takes a task. */
    @Test
    void twoThatLeaveBeginBothThatWait() {
        Lincheck.runConcurrentTest(INTERLEAVINGS, () -> {
            Place place = new Place(2);
            place.enter("a");
            place.enter("a");
            place.enter("b");
            place.enter("b");
            inTwoThreads(place::endOne, place::endOne);
            place.endAll(4);
        });
    }

    @Test
    void aTaskIsEitherBegunOrTakenOut() {
        Lincheck.runConcurrentTest(INTERLEAVINGS, () -> {
            Place place = new Place(1);
            place.enter("a");
            place.enter("b");
            place.enter("b");
            inTwoThreads(place::endOne, place::takeAll);
            place.endAll(3);
        });
    }

    private static void inTwoThreads(Runnable one, Runnable other) {
        Thread thread = new Thread(other);
        thread.start();
        one.run();
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** A bulkhead, and the number of its tasks in each state. */
    private static final class Place {

        private final int limit;
        private final Bulkhead<Task> bulkhead;
        private final AtomicInteger atWork = new AtomicInteger();
        private final AtomicInteger ended = new AtomicInteger();

        Place(int limit) {
            this.limit = limit;
            this.bulkhead = new Bulkhead<>(limit);
        }

        void enter(String source) {
            switch (bulkhead.enter(new Task(source), true)) {
                case ENTERED -> begun();
                case WAITS -> beginAll(bulkhead.next());
                default -> throw new AssertionError("the queue is full");
            }
        }

        void endOne() {
            atWork.decrementAndGet();
            ended.incrementAndGet();
            beginAll(bulkhead.leave());
        }

        void takeAll() {
            bulkhead.takeAll(task -> ended.incrementAndGet());
        }

        private void beginAll(Task first) {
            for (Task next = first; next != null; next = bulkhead.next()) {
                begun();
            }
        }

        private void begun() {
            check(atWork.incrementAndGet() <= limit, "too many tasks are at work");
        }

        /** Ends those at work, and those that begin then; nothing else happens meanwhile. */
        void endAll(int tasks) {
            check(atWork.get() == Math.min(limit, tasks - ended.get()), "a task waits beside a free place");
            while (atWork.get() > 0) {
                endOne();
            }
            check(ended.get() == tasks, "a task began twice, or never");
            check(bulkhead.size() == 0, "a place is lost");
        }

        private static void check(boolean holds, String otherwise) {
            if (!holds) {
                throw new AssertionError(otherwise);
            }
        }
    }

    private record Task(Object source) implements Bulkhead.Task {

        @Override
        public long latestStart() {
            return Long.MAX_VALUE;
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
