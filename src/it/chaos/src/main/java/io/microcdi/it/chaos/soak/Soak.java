package io.microcdi.it.chaos.soak;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.microcdi.MicroNode;
import io.microcdi.NodeCounters;
import io.microcdi.it.chaos.child.Build;
import io.microcdi.it.chaos.child.Figures;
import io.microcdi.it.chaos.child.ProviderChild;
import io.microcdi.it.chaos.child.Vm;
import io.microcdi.it.chaos.load.Ended;
import io.microcdi.it.chaos.load.Load;
import io.microcdi.it.chaos.load.Outcomes;
import io.microcdi.it.chaos.run.Cluster;
import io.microcdi.it.chaos.run.Report;
import io.microcdi.it.chaos.run.Run;

/**
 * A provider is killed each minute, and another one started. After each third of the time the caller, the registry and a
 * provider that is never killed hold as much as before.
 */
public final class Soak {

    /** The name of the part. */
    public static final String PART = "soak";

    private static final int MORTALS = 2;
    private static final int THIRDS = 3;
    private static final int MORE_THREADS = 8;
    private static final int MORE_DESCRIPTORS = 4;

    private Soak() {
    }

    /** Runs it, if it was asked for. */
    public static void run(Run run) {
        run.run(PART, "a provider killed each minute", Soak::soak);
    }

    private static void soak(Run run, Path directory) throws Exception {
        int kills = run.pick(10, 2);
        Duration minute = run.seconds(60, 5);
        try (Cluster cluster = new Cluster(directory).providers(1)) {
            MicroNode caller = cluster.caller();
            List<ProviderChild> mortals = new ArrayList<>();
            try {
                for (int i = 0; i < MORTALS; i++) {
                    mortals.add(mortal(cluster));
                }
                Load load = cluster.load();
                List<Map<String, Figures>> thirds = new ArrayList<>();
                NodeCounters first = null;
                for (int i = 0; i < THIRDS; i++) {
                    for (int kill = 0; kill < kills; kill++) {
                        load.runFor(minute.dividedBy(2));
                        mortals.remove(0).close();
                        mortals.add(mortal(cluster));
                        load.runFor(minute.dividedBy(2));
                    }
                    thirds.add(figures(cluster));
                    first = first == null ? caller.counters() : first;
                }
                NodeCounters last = caller.counters();
                Outcomes outcomes = load.finish();
                report(run, thirds);
                report(run.report(), outcomes, first, last);
                run.report().atMost("executed twice", cluster.executions().twice(outcomes.calls()), 0, "");
                run.report().explain(outcomes.firstFailures());
            } finally {
                mortals.forEach(ProviderChild::close);
            }
        }
    }

    private static ProviderChild mortal(Cluster cluster) throws InterruptedException {
        return new ProviderChild(Build.THIS, cluster.directory(), cluster.registry().url(), List.of()).awaitReady();
    }

    private static Map<String, Figures> figures(Cluster cluster) throws InterruptedException {
        Map<String, Figures> figures = new LinkedHashMap<>();
        figures.put("caller", Vm.figures());
        figures.put("registry", cluster.registry().figures());
        figures.put("provider", cluster.providers().get(0).figures());
        return figures;
    }

    private static void report(Run run, List<Map<String, Figures>> thirds) {
        // in a minute, the classes and caches that are made at the first fault are as much
        int moreMebibytes = run.pick(1, 4);
        for (String who : thirds.get(0).keySet()) {
            Figures first = thirds.get(0).get(who);
            Figures last = thirds.get(THIRDS - 1).get(who);
            for (Map<String, Figures> third : thirds) {
                run.report().note("live heap of the " + who, third.get(who).liveBytes() / (double) (1 << 20), "MB");
            }
            run.report().atMost("growth of the live heap of the " + who, last.mebibytesMore(first), moreMebibytes,
                    "MB");
            int moreThreads = last.threads() - first.threads();
            run.report().atMost("more threads of the " + who, moreThreads, MORE_THREADS, "");
            if (moreThreads > MORE_THREADS) {
                run.report().detail("new threads of the " + who, last.newThreads(first));
            }
            run.report().atMost("more descriptors of the " + who, last.descriptors() - first.descriptors(),
                    MORE_DESCRIPTORS, "");
        }
    }

    private static void report(Report report, Outcomes outcomes, NodeCounters first, NodeCounters last) {
        report.note("calls", outcomes.calls(), "");
        report.atMost("idempotent calls that failed", outcomes.failures(Ended::isIdempotent), 0, "");
        report.atMost("others that failed, not told \"may have been executed\"",
                outcomes.failures(failure -> failure.outcome() != Ended.Outcome.DOUBTFUL), 0, "");
        report.atMost("more links of the caller", last.links() - first.links(), 0, "");
        report.atMost("calls without an end", outcomes.unended(), 0, "");
    }
}
