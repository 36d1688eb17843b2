package io.microcdi.internal.call;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;

/**
 * The calls of a node that have begun and not ended. A drain waits for them, whatever they wait for: a lookup, a link, an
 * answer, or nothing while one attempt has ended and the next one has not begun. They are counted only, because a table of
 * all calls would cost each call more. A drain must not wait for later calls, so that each {@link #close()} begins a new
 * generation. Thread-safe.
 */
final class OpenCalls {

    private volatile Generation current = new Generation();
    /** The earlier generations of which a call may be open. */
    private final Set<Generation> earlier = ConcurrentHashMap.newKeySet();

    /** The calls that began between two drains. */
    static final class Generation {

        private final LongAdder begun = new LongAdder();
        private final LongAdder ended = new LongAdder();

        private Generation() {
        }

        /** Counts the end of a call. */
        void end() {
            ended.increment();
        }

        private boolean isOver() {
            // in this order: a call whose end is counted here has its begin counted below
            long over = ended.sum();
            return begun.sum() == over;
        }
    }

    /** Counts a call, which must call {@link Generation#end()} once. */
    Generation begin() {
        Generation mine = current;
        mine.begun.increment();
        return mine;
    }

    /**
     * Begins a new generation.
     *
     * @return a condition that holds when all calls that have begun before have ended
     */
    synchronized BooleanSupplier close() {
        earlier.removeIf(Generation::isOver);
        earlier.add(current);
        current = new Generation();
        List<Generation> all = List.copyOf(earlier);
        return () -> all.stream().allMatch(Generation::isOver);
    }
}
