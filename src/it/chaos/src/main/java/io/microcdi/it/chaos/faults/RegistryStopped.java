package io.microcdi.it.chaos.faults;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.microcdi.config.ConfigKeys;
import io.microcdi.it.chaos.child.Build;
import io.microcdi.it.chaos.load.Load;
import io.microcdi.it.chaos.load.Outcomes;
import io.microcdi.it.chaos.run.Cluster;
import io.microcdi.it.chaos.run.Run;
import io.microcdi.it.chaos.run.Scenario;

/** The registry's process is stopped for longer than its timeouts and continued: it evicts no node for that. */
final class RegistryStopped implements Scenario {

    private static final String MANY = "many";
    private static final int NODES = 20;

    private final int seconds;

    RegistryStopped(int seconds) {
        this.seconds = seconds;
    }

    @Override
    public void run(Run run, Path directory) throws Exception {
        // the short form has all intervals shorter
        String[] registry = run.isQuick() ? new String[] { "micro.registry-server.heartbeat-timeout=4s" }
                : new String[0];
        String[] nodes = run.isQuick() ? new String[] { "micro.heartbeat-interval=2s", "micro.ping-interval=2s" }
                : new String[0];
        try (Cluster cluster = new Cluster(directory, registry).providers(3, nodes)) {
            List<String> many = new ArrayList<>(List.of(nodes));
            many.add("namespace=" + MANY);
            many.add("nodes=" + NODES);
            cluster.beside(Build.THIS, many.toArray(String[]::new)).awaitReady();
            cluster.caller(
                    node -> run.isQuick() ? node.set(ConfigKeys.HEARTBEAT_INTERVAL, Duration.ofSeconds(2)) : node);
            Load load = cluster.load();
            List<String> before = cluster.registry().departures();
            cluster.registry().pause();
            load.runFor(run.seconds(seconds, 6));
            cluster.registry().resume();
            load.runFor(run.seconds(35, 8));
            List<String> left = cluster.registry().departures().stream().filter(line -> !before.contains(line))
                    .toList();
            Outcomes outcomes = load.finish();

            List<String> evicted = left.stream().filter(line -> line.contains("heartbeat lost")
                    || line.contains("silent") || line.contains(" 4000")).toList();
            run.report().note("calls", outcomes.calls(), "");
            run.report().atMost("failed calls", outcomes.failures().size(), 0, "");
            run.report().atMost("live nodes that the registry evicted", evicted.size(), 0, "");
            run.report().note("nodes that dialled again by themselves", left.size() - evicted.size(), "");
            run.report().check("nodes that are registered afterwards",
                    cluster.registry().count(MANY) == NODES && cluster.registry().count(Cluster.NAMESPACE) == 3,
                    Integer.toString(cluster.registry().count(MANY) + cluster.registry().count(Cluster.NAMESPACE)),
                    "= " + (NODES + 3));
            evicted.stream().limit(5).forEach(line -> run.report().explain("    evicted " + line));
            left.stream().limit(5).forEach(line -> run.report().explain("    left " + line));
            run.report().explain(outcomes.firstFailures());
        }
    }
}
