package io.microcdi.it.chaos.overload;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.microcdi.MicroCall;
import io.microcdi.it.chaos.app.Answer;
import io.microcdi.it.chaos.child.Figures;
import io.microcdi.it.chaos.child.ProviderChild;
import io.microcdi.it.chaos.load.Load;
import io.microcdi.it.chaos.load.Outcomes;
import io.microcdi.it.chaos.run.Cluster;
import io.microcdi.it.chaos.run.Report;
import io.microcdi.it.chaos.run.Run;

/** Twice as many calls as a provider can answer: it answers nearly as many as it can, and soon. */
public final class Overload {

    /** The name of the part. */
    public static final String PART = "overload";

    private static final int THREADS = 32;
    private static final int WORK_MILLIS = 100;
    private static final int CAPACITY = THREADS * 1000 / WORK_MILLIS;
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int MAX_WAIT_MILLIS = 1_000;
    private static final int GROWTH_MEBIBYTES = 2;

    private Overload() {
    }

    /** Runs those that were asked for. */
    public static void run(Run run) {
        run.run(PART, "twice the capacity", (all, directory) -> twiceTheCapacity(all, directory, "/do",
                "micro.handler.max-threads=" + THREADS));
        // its threads are free at once, so that only the route has a bound
        run.run(PART, "twice the capacity of what a stage waits for",
                (all, directory) -> twiceTheCapacity(all, directory, "/later", "backend=" + THREADS,
                        "micro.route.\"/later\".max-concurrent=" + THREADS));
    }

    private static void twiceTheCapacity(Run run, Path directory, String url, String... limits) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(limits));
        arguments.add("work=" + WORK_MILLIS);
        try (Cluster cluster = new Cluster(directory).providers(1, arguments.toArray(String[]::new))) {
            ProviderChild provider = cluster.providers().get(0);
            MicroCall once = cluster.caller().caller().to(Cluster.NAMESPACE).timeout(TIMEOUT);
            MicroCall idempotent = once.idempotent();
            Load load = cluster.load(2 * CAPACITY,
                    number -> (number % 2 == 0 ? idempotent : once).callAsync(url, number, Answer.class));
            // until the queue is as long as it gets
            load.runFor(run.seconds(10, 6));
            Figures before = provider.figures();
            long from = System.nanoTime();
            load.runFor(run.seconds(60, 8));
            long to = System.nanoTime();
            Figures after = provider.figures();
            Outcomes outcomes = load.finish();
            report(run, outcomes, from, to);
            run.report().atMost("growth of the provider's live heap", after.mebibytesMore(before), GROWTH_MEBIBYTES,
                    "MB");
            run.report().atMost("executed, though said not to be", cluster.executions().lies(outcomes), 0, "");
            run.report().atMost("executed twice", cluster.executions().twice(outcomes.calls()), 0, "");
        }
    }

    /** The short form runs on machines that do other things too. An overload that grows leaves next to no answers in time. */
    private static void report(Run run, Outcomes outcomes, long from, long to) {
        Report report = run.report();
        double answers = outcomes.answeredWithin(from, to) / ((to - from) / 1e9);
        report.note("calls each second", 2 * CAPACITY, "");
        report.atLeast("answers each second, capacity " + CAPACITY, answers,
                run.pick(90, 70) * CAPACITY / 100.0, "");
        report.atMost("p99 of the answers", outcomes.quantileMillis(0.99), run.pick(2, 3) * MAX_WAIT_MILLIS, "ms");
        report.explain(outcomes.firstFailures());
    }
}
