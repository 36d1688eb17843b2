package io.microcdi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.microcdi.MicroCaller;
import io.microcdi.it.app.Counted;

/** Calls of {@link Counted} at a steady rate, and the file with those that were executed. */
final class SteadyLoad implements AutoCloseable {
    private static final long PERIOD_MILLIS = 5;
    /** Below the 30 s after which a call is given up: none waits for an instance that has left. */
    private static final Duration SLOWEST = Duration.ofSeconds(15);
    private static final long SLOW_MILLIS = 1_000;
    private static final long END_SECONDS = 60;

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final Queue<CompletableFuture<?>> calls = new ConcurrentLinkedQueue<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final Map<String, Long> slow = new ConcurrentSkipListMap<>();
    private volatile String phase = "before";
    private final AtomicLong begun = new AtomicLong();
    private final AtomicLong slowest = new AtomicLong();
    private final MicroCaller caller;
    private final Path ledger;

    private SteadyLoad(MicroCaller caller, Path ledger) {
        this.caller = caller;
        this.ledger = ledger;
    }

    static SteadyLoad begin(MicroCaller caller, Path ledger) throws IOException {
        Files.deleteIfExists(ledger);
        SteadyLoad load = new SteadyLoad(caller, ledger);
        load.clock.scheduleAtFixedRate(load::call, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
        return load;
    }

    private void call() {
        long call = begun.incrementAndGet();
        long start = System.nanoTime();
        String during = phase;
        calls.add(caller.callAsync("counted", "/count", call, Long.class).whenComplete((answer, failure) -> {
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            slowest.accumulateAndGet(millis, Math::max);
            if (millis > SLOW_MILLIS) {
                slow.merge(during, 1L, Long::sum);
            }
            if (failure != null || answer != call) {
                failures.add("call " + call + " " + answer + " " + failure);
            }
        }));
    }

    /** Waits until so many more calls have begun, and names what happens meanwhile. */
    void proceed(int more, String what) throws InterruptedException {
        phase = what;
        long end = begun.get() + more;
        while (begun.get() < end) {
            TimeUnit.MILLISECONDS.sleep(PERIOD_MILLIS);
        }
    }

    /** Names what happens from now on. */
    void phase(String what) {
        phase = what;
    }

    /** Ends the load. No call has failed, none was late, and each was executed once. */
    void assertNothingWasLost(String what) throws Exception {
        clock.shutdown();
        clock.awaitTermination(END_SECONDS, TimeUnit.SECONDS);
        for (CompletableFuture<?> call : calls) {
            call.handle((answer, failure) -> answer).get(END_SECONDS, TimeUnit.SECONDS);
        }
        List<String> executed = Files.readAllLines(ledger);
        System.out.printf("%s, %s: %,d calls, %d failed, slowest %,d ms, slower than a second by phase: %s%n",
                Server.name(),
                what, begun.get(), failures.size(), slowest.get(), slow);
        assertThat(failures).as("failed calls").isEmpty();
        assertThat(executed.stream().collect(Collectors.groupingBy(Function.identity(), Collectors.counting()))
                .entrySet().stream().filter(call -> call.getValue() > 1)).as("executed twice").isEmpty();
        assertThat(executed).as("executed").hasSize((int) begun.get());
        assertThat(Duration.ofMillis(slowest.get())).as("the slowest answer").isLessThan(SLOWEST);
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
