package io.microcdi.it.chaos.faults;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.microcdi.MicroNode;
import io.microcdi.it.chaos.app.Answer;
import io.microcdi.it.chaos.app.Ledger.Event;
import io.microcdi.it.chaos.child.ProviderChild;
import io.microcdi.it.chaos.load.Executions;
import io.microcdi.it.chaos.run.Cluster;
import io.microcdi.it.chaos.run.Report;
import io.microcdi.it.chaos.run.Run;
import io.microcdi.it.chaos.run.Scenario;

/** A calls B, which calls C, which hangs: when A gives up, or its deadline passes, both know at once. */
final class GivenUp implements Scenario {

    private static final Duration DEADLINE = Duration.ofSeconds(1);
    private static final long AFTER_MILLIS = 300;
    private static final int WARM_UP = 3;

    @Override
    public void run(Run run, Path directory) throws Exception {
        int times = WARM_UP + run.pick(50, 6);
        try (Cluster cluster = new Cluster(directory)) {
            ProviderChild last = cluster.provider("namespace=c");
            ProviderChild middle = cluster.provider("namespace=b", "next=c");
            last.awaitReady();
            middle.awaitReady();
            MicroNode caller = cluster.caller();
            long[] gaveUp = new long[2 * times];
            for (int i = 0; i < times; i++) {
                CompletableFuture<Answer> future = caller.caller().to("b").timeout(DEADLINE)
                        .callAsync("/relay", i, Answer.class);
                Thread.sleep(AFTER_MILLIS);
                gaveUp[i] = System.nanoTime();
                future.cancel(true);
            }
            for (int i = times; i < 2 * times; i++) {
                gaveUp[i] = System.nanoTime() + DEADLINE.toNanos();
                caller.caller().to("b").timeout(DEADLINE).callAsync("/relay", i, Answer.class)
                        .handle((answer, failure) -> failure).join();
            }
            // time to find out that something runs on
            Thread.sleep(1000);
            Executions executions = cluster.executions();
            report(run, executions, middle, gaveUp, "B, after A gave up", WARM_UP, times);
            report(run, executions, last, gaveUp, "C, after A gave up", WARM_UP, times);
            report(run, executions, middle, gaveUp, "B, after the deadline", times, 2 * times);
            report(run, executions, last, gaveUp, "C, after the deadline", times, 2 * times);
        }
    }

    private static void report(Run run, Executions executions, ProviderChild provider, long[] gaveUp, String who,
            int from, int to) {
        Report report = run.report();
        // the short form also runs where other builds do
        int bound = run.pick(100, 1_000);
        List<Executions.Note> notes = executions.of(provider.key());
        double slowest = 0;
        int begun = 0;
        int unaware = 0;
        int runsOn = 0;
        for (int i = from; i < to; i++) {
            long began = gaveUp[i];
            // a handler whose own call ends at the same deadline may end before it is told
            Optional<Executions.Note> told = Stream
                    .concat(find(notes, i, Event.ABORTED).stream(), find(notes, i, Event.ENDED).stream())
                    .min(Comparator.comparingLong(note -> note.at() - began));
            // where nothing began in time, there is nothing to be told
            boolean ran = find(notes, i, Event.BEGAN).isPresent();
            begun += ran ? 1 : 0;
            if (told.isPresent()) {
                slowest = Math.max(slowest, (told.get().at() - began) / 1e6);
            } else if (ran) {
                unaware++;
            }
            if (ran && find(notes, i, Event.ENDED).isEmpty()) {
                runsOn++;
            }
        }
        report.check("handlers begun: " + who, begun >= (to - from) / 2, Integer.toString(begun),
                ">= " + (to - from) / 2);
        report.atMost("slowest to know: " + who, slowest, bound, "ms");
        report.atMost("never knew: " + who, unaware, 0, "");
        report.atMost("runs on: " + who, runsOn, 0, "");
    }

    private static Optional<Executions.Note> find(List<Executions.Note> notes, int call, Event event) {
        return notes.stream().filter(note -> note.call() == call && note.event() == event).findFirst();
    }
}
