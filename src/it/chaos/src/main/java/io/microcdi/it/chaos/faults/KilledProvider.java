package io.microcdi.it.chaos.faults;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import io.microcdi.MicroNode;
import io.microcdi.MicroPeer;
import io.microcdi.NodeListener;
import io.microcdi.it.chaos.child.ProviderChild;
import io.microcdi.it.chaos.load.Ended;
import io.microcdi.it.chaos.load.Load;
import io.microcdi.it.chaos.load.Outcomes;
import io.microcdi.it.chaos.run.Cluster;
import io.microcdi.it.chaos.run.Report;
import io.microcdi.it.chaos.run.Run;
import io.microcdi.it.chaos.run.Scenario;

/** A provider is killed: calls that were in flight on its link may fail, and no others. */
final class KilledProvider implements Scenario {

    @Override
    public void run(Run run, Path directory) throws Exception {
        try (Cluster cluster = new Cluster(directory).providers(3)) {
            MicroNode caller = cluster.caller();
            ProviderChild victim = cluster.providers().get(0);
            AtomicLong closed = new AtomicLong();
            caller.addListener(new NodeListener() {
                @Override
                public void linkClosed(MicroPeer peer, int code, String reason) {
                    if (peer.key().equals(victim.key())) {
                        closed.compareAndSet(0, System.nanoTime());
                    }
                }
            });
            Load load = cluster.load();
            long killed = System.nanoTime();
            victim.kill();
            load.runFor(run.seconds(60, 5));
            report(run.report(), load.finish(), cluster, victim, killed, closed.get());
        }
    }

    private static void report(Report report, Outcomes outcomes, Cluster cluster, ProviderChild victim, long killed,
            long closed) {
        List<Ended> failures = outcomes.failures();
        report.note("calls", outcomes.calls(), "");
        report.atMost("idempotent calls that failed", outcomes.failures(Ended::isIdempotent), 0, "");
        report.note("other calls that failed", outcomes.failures(failure -> !failure.isIdempotent()), "");
        report.atMost("of them not in flight on its link", failures.stream().filter(
                failure -> !failure.instance().equals(victim.key()) || failure.began() - closed > 0
                        || failure.ended() - killed < 0)
                .count(), 0, "");
        report.atMost("of them not told \"may have been executed\"",
                outcomes.failures(failure -> failure.outcome() != Ended.Outcome.DOUBTFUL), 0, "");
        report.atMost("executed twice", cluster.executions().twice(outcomes.calls()), 0, "");
        report.explain(outcomes.firstFailures());
    }
}
