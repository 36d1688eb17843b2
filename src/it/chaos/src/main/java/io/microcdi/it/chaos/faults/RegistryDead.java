package io.microcdi.it.chaos.faults;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.microcdi.it.chaos.child.ProviderChild;
import io.microcdi.it.chaos.child.RegistryChild;
import io.microcdi.it.chaos.load.Load;
import io.microcdi.it.chaos.load.Outcomes;
import io.microcdi.it.chaos.run.Cluster;
import io.microcdi.it.chaos.run.Run;
import io.microcdi.it.chaos.run.Scenario;

/** The registry is killed and started again: services that know each other call on, and all nodes are back soon. */
final class RegistryDead implements Scenario {

    private static final String MANY = "many";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Override
    public void run(Run run, Path directory) throws Exception {
        int nodes = run.pick(150, 30);
        try (Cluster cluster = new Cluster(directory).providers(3)) {
            cluster.closeLater(new ProviderChild(directory, cluster.registry().url(), List.of(),
                    "namespace=" + MANY, "nodes=" + nodes)).awaitReady();
            cluster.caller();
            Load load = cluster.load();
            cluster.registry().kill();
            load.runFor(run.seconds(60, 10));
            double back = secondsUntilBack(cluster.restartRegistry(), nodes);
            Outcomes outcomes = load.finish();

            run.report().note("calls", outcomes.calls(), "");
            run.report().atMost("failed calls", outcomes.failures().size(), 0, "");
            run.report().atMost("until the last of " + nodes + " nodes was back", back, 10, "s");
            run.report().explain(outcomes.firstFailures());
        }
    }

    private static double secondsUntilBack(RegistryChild registry, int nodes) throws InterruptedException {
        long from = System.nanoTime();
        while (registry.count(MANY) < nodes || registry.count(Cluster.NAMESPACE) < 3) {
            if (System.nanoTime() - from > PATIENCE.toNanos()) {
                break;
            }
            Thread.sleep(50);
        }
        return (System.nanoTime() - from) / 1e9;
    }
}
