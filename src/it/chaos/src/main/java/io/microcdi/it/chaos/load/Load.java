package io.microcdi.it.chaos.load;

import java.io.Closeable;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;

import io.microcdi.error.MicroException;
import io.microcdi.it.chaos.app.Answer;
import io.microcdi.it.chaos.load.Ended.Outcome;

/**
 * Calls at a steady rate, whether those before were answered or not. All that it keeps for a call is allocated before the
 * first one, so that it does not grow; only failures are objects.
 */
public final class Load implements Closeable {

    private static final Duration LAST = Duration.ofSeconds(60);

    private final long periodNanos;
    private final IntFunction<CompletableFuture<Answer>> calls;
    private final long[] began;
    private final int[] micros;
    private final Queue<Ended> failures = new ConcurrentLinkedQueue<>();
    private final Map<String, LongAdder> answeredBy = new ConcurrentHashMap<>();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final Thread clock = new Thread(this::run, "load");
    private final Object ends = new Object();
    private volatile boolean isAwaited;
    private volatile int begun;
    private volatile boolean finished;

    /**
     * Begins at once.
     *
     * @param most the number of calls after which it stops by itself
     * @param calls begins a call by its number
     */
    public Load(int perSecond, int most, IntFunction<CompletableFuture<Answer>> calls) {
        this.periodNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
        this.calls = calls;
        this.began = new long[most];
        this.micros = new int[most];
        clock.setDaemon(true);
        clock.start();
    }

    private void run() {
        long next = System.nanoTime();
        while (!finished && begun < began.length) {
            long wait = next - System.nanoTime();
            if (wait > 0) {
                LockSupport.parkNanos(wait);
            } else {
                next += periodNanos;
                call(begun);
                begun++;
            }
        }
    }

    private void call(int number) {
        long now = System.nanoTime();
        began[number] = now;
        inFlight.incrementAndGet();
        calls.apply(number).whenComplete((answer, failure) -> end(number, now, answer, failure));
    }

    private void end(int number, long from, Answer answer, Throwable failure) {
        long now = System.nanoTime();
        micros[number] = (int) TimeUnit.NANOSECONDS.toMicros(now - from);
        if (failure == null) {
            answeredBy.computeIfAbsent(answer.getKey(), key -> new LongAdder()).increment();
        } else {
            failures.add(failed(number, from, now, failure instanceof CompletionException ? failure.getCause()
                    : failure));
        }
        inFlight.decrementAndGet();
        // after the counts: one that waits sets the mark first and reads them then
        if (isAwaited) {
            synchronized (ends) {
                ends.notifyAll();
            }
        }
    }

    private static Ended failed(int number, long from, long now, Throwable failure) {
        boolean doubtful = !(failure instanceof MicroException known) || known.mayHaveExecuted();
        String instance = failure instanceof MicroException known ? known.details().instance() : null;
        return new Ended(number, from, now, doubtful ? Outcome.DOUBTFUL : Outcome.NOT_EXECUTED,
                instance == null ? "" : instance, failure.getClass().getSimpleName() + ": " + failure.getMessage());
    }

    /** Returns how many calls an instance has answered until now. */
    public long answeredBy(String key) {
        LongAdder count = answeredBy.get(key);
        return count == null ? 0 : count.sum();
    }

    /** Returns how many calls have begun. */
    public int begun() {
        return begun;
    }

    /** Returns how many calls have failed until now. */
    public int failed() {
        return failures.size();
    }

    /** Waits until an instance has answered so many more calls; returns whether it has. */
    public boolean awaitAnswers(String key, int more, Duration atMost) throws InterruptedException {
        long until = answeredBy(key) + more;
        return await(() -> answeredBy(key) >= until, atMost);
    }

    /** Waits until the end of a call makes a condition true; returns whether it is true. */
    private boolean await(BooleanSupplier condition, Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        synchronized (ends) {
            isAwaited = true;
            try {
                while (!condition.getAsBoolean()) {
                    long left = end - System.nanoTime();
                    if (left <= 0) {
                        return false;
                    }
                    TimeUnit.NANOSECONDS.timedWait(ends, left);
                }
                return true;
            } finally {
                isAwaited = false;
            }
        }
    }

    /** Goes on for a time. */
    public void runFor(Duration time) throws InterruptedException {
        Thread.sleep(time.toMillis());
    }

    /** Begins no more calls, and waits until all have ended. */
    public Outcomes finish() throws InterruptedException {
        finished = true;
        clock.join();
        await(() -> inFlight.get() == 0, LAST);
        return new Outcomes(begun, began, micros, failures, inFlight.get());
    }

    @Override
    public void close() {
        finished = true;
    }
}
