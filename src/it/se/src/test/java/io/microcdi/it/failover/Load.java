package io.microcdi.it.failover;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;
import java.util.function.Predicate;

import io.microcdi.MicroCall;
import io.microcdi.error.MicroException;

/** Calls at a steady rate, whether those before were answered or not. */
final class Load implements AutoCloseable {

    /** Somebody who waits for a call of a kind. */
    private record Waiting(Predicate<Ended> kind, CountDownLatch times) {
    }

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final Collection<Ended> ended = new ConcurrentLinkedQueue<>();
    private final Collection<Waiting> waiting = new ConcurrentLinkedQueue<>();
    /** Of the clock's thread, until that has ended. */
    private final List<CompletableFuture<?>> begun = new ArrayList<>();
    private final IntFunction<MicroCall> calls;

    /**
     * Begins at once.
     *
     * @param calls how each is called, by its number
     */
    Load(int perSecond, IntFunction<MicroCall> calls) {
        this.calls = calls;
        long period = TimeUnit.SECONDS.toNanos(1) / perSecond;
        clock.scheduleAtFixedRate(this::call, 0, period, TimeUnit.NANOSECONDS);
    }

    private void call() {
        int number = begun.size();
        long from = System.nanoTime();
        begun.add(calls.apply(number).callAsync(Provider.URL, number, Provider.Answer.class).whenComplete(
                (answer, failure) -> end(new Ended(number, from, System.nanoTime(), answer, unwrap(failure)))));
    }

    private void end(Ended call) {
        ended.add(call);
        for (Waiting one : waiting) {
            if (one.kind().test(call)) {
                one.times().countDown();
            }
        }
    }

    private static MicroException unwrap(Throwable failure) {
        return (MicroException) (failure instanceof CompletionException ? failure.getCause() : failure);
    }

    /** Waits until so many more calls of a kind have ended. */
    void await(int times, Predicate<Ended> kind, Duration atMost) throws InterruptedException, TimeoutException {
        Waiting mine = new Waiting(kind, new CountDownLatch(times));
        waiting.add(mine);
        try {
            if (!mine.times().await(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new TimeoutException(mine.times().getCount() + " calls of " + times + " are missing after "
                        + atMost + "; " + ended.size() + " ended");
            }
        } finally {
            waiting.remove(mine);
        }
    }

    /** Goes on for so long. */
    void run(Duration time) throws InterruptedException, TimeoutException {
        long end = System.nanoTime() + time.toNanos();
        await(1, call -> call.started() - end >= 0, time.plusSeconds(30));
    }

    /** Calls no more, and waits until all have ended. */
    List<Ended> finish() throws InterruptedException, ExecutionException, TimeoutException {
        clock.shutdown();
        if (!clock.awaitTermination(30, TimeUnit.SECONDS)) {
            throw new TimeoutException("a call that should not have waited still waits");
        }
        CompletableFuture.allOf(begun.toArray(CompletableFuture[]::new)).handle((all, failure) -> all).get(40,
                TimeUnit.SECONDS);
        return List.copyOf(ended);
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
