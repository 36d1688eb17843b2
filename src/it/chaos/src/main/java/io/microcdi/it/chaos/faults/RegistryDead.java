package io.microcdi.it.chaos.faults;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.microcdi.it.chaos.child.Build;
import io.microcdi.it.chaos.child.ProviderChild;
import io.microcdi.it.chaos.load.Load;
import io.microcdi.it.chaos.load.Outcomes;
import io.microcdi.it.chaos.run.Cluster;
import io.microcdi.it.chaos.run.Run;
import io.microcdi.it.chaos.run.Scenario;

/** The registry is killed and started again: services that know each other call on, and all nodes are back soon. */
final class RegistryDead implements Scenario {

    private static final String MANY = "many";
    private static final int PROCESSES = 3;

    @Override
    public void run(Run run, Path directory) throws Exception {
        int nodes = run.pick(150, 30);
        try (Cluster cluster = new Cluster(directory).providers(3)) {
            List<ProviderChild> many = new ArrayList<>();
            for (int i = 0; i < PROCESSES; i++) {
                many.add(cluster.beside(Build.THIS, "namespace=" + MANY, "nodes=" + nodes / PROCESSES));
            }
            for (ProviderChild each : many) {
                each.awaitReady();
            }
            cluster.caller();
            Load load = cluster.load();
            cluster.registry().kill();
            load.runFor(run.seconds(60, 10));
            many.addAll(cluster.providers());
            cluster.restartRegistry();
            double back = secondsUntilBack(many);
            boolean all = cluster.registry().count(MANY) == nodes
                    && cluster.registry().count(Cluster.NAMESPACE) == cluster.providers().size();
            Outcomes outcomes = load.finish();

            run.report().note("calls", outcomes.calls(), "");
            run.report().atMost("failed calls", outcomes.failures().size(), 0, "");
            run.report().check("all are registered", all, Boolean.toString(all), "true");
            run.report().atMost("until the last of " + nodes + " nodes was back", back, 10, "s");
            run.report().explain(outcomes.firstFailures());
        }
    }

    private static double secondsUntilBack(List<ProviderChild> children) throws InterruptedException {
        long from = System.nanoTime();
        for (ProviderChild child : children) {
            child.awaitRegistered();
        }
        return (System.nanoTime() - from) / 1e9;
    }
}
