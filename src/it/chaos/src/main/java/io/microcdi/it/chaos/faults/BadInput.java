package io.microcdi.it.chaos.faults;

import java.nio.file.Path;
import java.util.List;

import io.microcdi.it.chaos.app.Ledger.Event;
import io.microcdi.it.chaos.child.ProviderChild;
import io.microcdi.it.chaos.load.Executions;
import io.microcdi.it.chaos.load.Load;
import io.microcdi.it.chaos.load.Outcomes;
import io.microcdi.it.chaos.run.Cluster;
import io.microcdi.it.chaos.run.Run;
import io.microcdi.it.chaos.run.Scenario;

/** One call in two hundred is answered with 500, on whichever instance it runs: no instance is ejected for that. */
final class BadInput implements Scenario {

    private static final int INSTANCES = 10;

    @Override
    public void run(Run run, Path directory) throws Exception {
        try (Cluster cluster = new Cluster(directory).providers(INSTANCES)) {
            cluster.caller();
            Load load = cluster.load();
            for (ProviderChild provider : cluster.providers()) {
                provider.ask("fail 200");
            }
            long from = System.nanoTime();
            load.runFor(run.seconds(60, 10));
            long to = System.nanoTime();
            Outcomes outcomes = load.finish();
            Executions executions = cluster.executions();

            double least = Double.MAX_VALUE;
            double most = 0;
            double longestGap = 0;
            double fair = executions.count(note -> note.event() == Event.BEGAN && within(note.at(), from, to))
                    / (double) INSTANCES;
            for (ProviderChild provider : cluster.providers()) {
                List<Long> times = executions.of(provider.key()).stream().filter(note -> note.event() == Event.BEGAN)
                        .map(Executions.Note::at).filter(at -> within(at, from, to)).toList();
                least = Math.min(least, times.size() / fair);
                most = Math.max(most, times.size() / fair);
                longestGap = Math.max(longestGap, longestGap(times, from, to));
            }
            run.report().note("calls", outcomes.calls(), "");
            run.report().atLeast("least share of an instance, of the fair one", least, 0.7, "");
            run.report().atMost("largest share of an instance", most, 1.3, "");
            run.report().atMost("longest time in which an instance was not called", longestGap, 2, "s");
            run.report().atMost("failed calls", 100.0 * outcomes.failures().size() / outcomes.calls(), 0.6, "%");
        }
    }

    private static boolean within(long at, long from, long to) {
        return at - from >= 0 && at - to <= 0;
    }

    private static double longestGap(List<Long> times, long from, long to) {
        long longest = 0;
        long last = from;
        for (long time : times) {
            longest = Math.max(longest, time - last);
            last = time;
        }
        return Math.max(longest, to - last) / 1e9;
    }
}
