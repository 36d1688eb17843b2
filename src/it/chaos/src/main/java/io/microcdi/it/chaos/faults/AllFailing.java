package io.microcdi.it.chaos.faults;

import java.nio.file.Path;

import io.microcdi.it.chaos.app.Ledger.Event;
import io.microcdi.it.chaos.child.ProviderChild;
import io.microcdi.it.chaos.load.Executions;
import io.microcdi.it.chaos.load.Load;
import io.microcdi.it.chaos.load.Outcomes;
import io.microcdi.it.chaos.run.Cluster;
import io.microcdi.it.chaos.run.Run;
import io.microcdi.it.chaos.run.Scenario;

/** All providers answer 500 for a while: the retries add little load, and the calls succeed soon after it ends. */
final class AllFailing implements Scenario {

    @Override
    public void run(Run run, Path directory) throws Exception {
        try (Cluster cluster = new Cluster(directory).providers(3)) {
            cluster.caller();
            // all may be repeated, which is the worst case
            Load load = cluster.load(call -> call.idempotent());
            tell(cluster, "fail 1");
            int first = load.begun();
            long from = System.nanoTime();
            load.runFor(run.seconds(60, 10));
            int last = load.begun();
            tell(cluster, "fail 0");
            long mended = System.nanoTime();
            load.runFor(run.seconds(20, 8));
            Outcomes outcomes = load.finish();
            Executions executions = cluster.executions();

            long attempts = executions.count(note -> note.event() == Event.BEGAN && note.call() >= first
                    && note.call() < last && note.at() - from >= 0);
            run.report().note("calls while all failed", last - first, "");
            // in the short form, what the budget had saved of the calls before is not spread over a minute
            run.report().atMost("attempts for each of them", attempts / (double) (last - first),
                    run.isQuick() ? 1.3 : 1.2, "");
            double recovery = outcomes.failures().stream().mapToDouble(failure -> (failure.ended() - mended) / 1e9)
                    .max().orElse(0);
            run.report().atMost("last failure after the providers were well again", Math.max(0, recovery), 5, "s");
            run.report().explain(outcomes.firstFailures());
        }
    }

    private static void tell(Cluster cluster, String command) throws InterruptedException {
        for (ProviderChild provider : cluster.providers()) {
            provider.ask(command);
        }
    }
}
