package io.microcdi.testing.support;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for a state that no event announces, because it is on another thread or in another process. */
public final class Await {

    /** No measure of anything: a machine that also runs servers may do nothing for many seconds. */
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final long SHORT_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    /** Between questions to another process. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(25);

    private Await() {
    }

    /** Returns when the condition holds; fails after a minute. */
    public static void until(BooleanSupplier condition) {
        until("the condition", LIMIT, SHORT_PAUSE_NANOS, condition::getAsBoolean);
    }

    /** Returns when the state is as expected; fails after a minute, and says how it is. */
    public static <T> void until(Supplier<T> state, T expected) {
        until(String.valueOf(expected), LIMIT, SHORT_PAUSE_NANOS, () -> {
            T now = state.get();
            if (!now.equals(expected)) {
                throw new IllegalStateException("It is " + now);
            }
            return true;
        });
    }

    /** Asks again and again; fails after a time, with the last exception of the condition as the cause. */
    public static void until(String what, Duration atMost, Callable<Boolean> condition) {
        until(what, atMost, PAUSE_NANOS, condition);
    }

    /** Asks again and again until there is an answer; fails after a time, with the last exception of the question. */
    public static <T> T answer(String what, Duration atMost, Callable<T> question) {
        List<T> answers = new ArrayList<>();
        until(what, atMost, () -> answers.add(question.call()));
        return answers.get(0);
    }

    private static void until(String what, Duration atMost, long pauseNanos, Callable<Boolean> condition) {
        long deadline = System.nanoTime() + atMost.toNanos();
        Exception last = null;
        do {
            try {
                if (condition.call()) {
                    return;
                }
            } catch (Exception e) {
                last = e;
            }
            LockSupport.parkNanos(pauseNanos);
        } while (System.nanoTime() - deadline < 0);
        throw new AssertionError("Not within " + atMost.toMillis() + " ms: " + what, last);
    }
}
