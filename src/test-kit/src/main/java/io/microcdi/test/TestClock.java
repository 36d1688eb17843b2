package io.microcdi.test;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

/**
 * The clock of a test. All nodes of the test run by it, from 2026-01-01T00:00:00Z on. Time stands still while anything
 * runs. It passes when a thread of the test waits for a call and nothing else is to be done, and by
 * {@link #advance(Duration)}. A call that waits fails with an {@link AssertionError} if handlers and tasks run for 30 seconds of
 * real time and none of them ends, since no time passes meanwhile: the message has their stacks. Thread-safe.
 */
public interface TestClock {

    /** Returns the time of day. */
    Instant now();

    /** Returns the time that has passed since the test began. */
    Duration elapsed();

    /**
     * Lets time pass. Everything that is due runs at its own time, also what becomes due meanwhile. The method returns
     * when all of it has run.
     *
     * @param time zero or more
     * @throws IllegalArgumentException if the time is negative
     * @throws IllegalStateException if a handler or a task of {@link #executor()} calls it
     * @throws AssertionError if anything still runs after 30 seconds of real time. The message says what
     */
    void advance(Duration time);

    /**
     * Waits until a stage is complete, and lets time pass as a call does that waits.
     *
     * @return the value of the stage
     * @throws AssertionError if the stage is not complete after an hour of this clock, or if handlers and tasks run for 30
     *         seconds of real time and none of them ends
     * @throws java.util.concurrent.CompletionException if the stage failed with a checked exception. Any other failure is
     *         thrown as it is
     */
    <T> @Nullable T await(CompletionStage<T> stage);

    /**
     * Runs an action beside the test. {@link #advance(Duration)} waits for it while it runs, and time does not pass by
     * itself while it waits for a call.
     */
    <T> CompletableFuture<T> async(Callable<T> action);

    /** Returns an executor with a thread for each task. The clock knows its tasks: no time passes while one runs. */
    Executor executor();
}
