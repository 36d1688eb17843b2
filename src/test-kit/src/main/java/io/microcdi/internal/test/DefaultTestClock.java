package io.microcdi.internal.test;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;

import io.microcdi.test.TestClock;

/** The clock of a {@link TestWorld}. */
final class DefaultTestClock implements TestClock {

    private static final Duration MAX_WAIT = Duration.ofHours(1);

    private final VirtualTime time;
    private final Executor tasks;

    DefaultTestClock(TestWorld world) {
        this.time = world.time();
        this.tasks = world.tasks();
    }

    @Override
    public Instant now() {
        return time.now();
    }

    @Override
    public Duration elapsed() {
        return time.elapsed();
    }

    @Override
    public void advance(Duration by) {
        if (Objects.requireNonNull(by, "the time is null").isNegative()) {
            throw new IllegalArgumentException("time " + by + ": expected zero or more");
        }
        time.advance(by.toNanos());
    }

    @Override
    public <T> T await(CompletionStage<T> stage) {
        // a future of its own, since the stage may be one whose join waits by this clock
        CompletableFuture<T> end = new CompletableFuture<>();
        Thread thread = Thread.currentThread();
        Objects.requireNonNull(stage, "the stage is null").whenComplete((value, failure) -> {
            if (failure == null) {
                end.complete(value);
            } else {
                end.completeExceptionally(failure);
            }
            LockSupport.unpark(thread);
        });
        if (!time.moveUntil(end::isDone, MAX_WAIT.toNanos())) {
            throw new AssertionError(Thread.currentThread().isInterrupted() ? "interrupted while it waited for a stage"
                    : "the stage is not complete after " + MAX_WAIT.toHours() + " h of the test's clock");
        }
        try {
            return end.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error failure) {
                throw failure;
            }
            throw e;
        }
    }

    @Override
    public <T> CompletableFuture<T> async(Callable<T> action) {
        Objects.requireNonNull(action, "the action is null");
        CompletableFuture<T> result = new CompletableFuture<>();
        tasks.execute(() -> {
            try {
                result.complete(action.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    @Override
    public Executor executor() {
        return tasks;
    }
}
