package io.microcdi.it.app;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import io.microcdi.MicroCall;
import io.microcdi.error.MicroException;

/** Requests of 1 KB without a pause, until none has been taken for some time. */
final class Filling {
    private static final String KILOBYTE = "x".repeat(1 << 10);
    private static final long AFTER_REFUSAL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    /** A link that takes more than these has no bound. */
    private static final int MAX_TAKEN = 100_000;

    private final MicroCall call;
    private final Duration blocked;
    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicInteger doubtful = new AtomicInteger();
    private final AtomicReference<String> firstFailure = new AtomicReference<>("");
    private final AtomicReference<String> firstDoubtful = new AtomicReference<>("");

    Filling(MicroCall call, Duration blocked) {
        this.call = call;
        this.blocked = blocked;
    }

    /** How many requests there were, what became of them, and how long the slowest {@code callAsync} took to return. */
    Map<String, Object> run() {
        int requests = 0;
        int taken = 0;
        long worst = 0;
        long lastTaken = System.nanoTime();
        while (System.nanoTime() - lastTaken < blocked.toNanos() && taken < MAX_TAKEN) {
            long start = System.nanoTime();
            call.callAsync("/x", KILOBYTE, Object.class).whenComplete((answer, failure) -> ended(failure));
            worst = Math.max(worst, System.nanoTime() - start);
            requests++;
            if (requests - failed.get() > taken) {
                taken = requests - failed.get();
                lastTaken = System.nanoTime();
            } else {
                LockSupport.parkNanos(AFTER_REFUSAL_NANOS);
            }
        }
        return Map.of("requests", requests, "taken", taken, "refused", failed.get(), "doubtful", doubtful.get(),
                "first", firstFailure.get(), "first-doubtful", firstDoubtful.get(), "worst",
                Duration.ofNanos(worst).toMillis());
    }

    private void ended(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (!(cause instanceof MicroException refusal) || refusal.mayHaveExecuted()) {
            doubtful.incrementAndGet();
            firstDoubtful.compareAndSet("", String.valueOf(cause));
        }
        firstFailure.compareAndSet("", String.valueOf(cause));
        failed.incrementAndGet();
    }
}
