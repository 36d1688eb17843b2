package io.microcdi.it.chaos.faults;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.microcdi.config.ConfigKeys;
import io.microcdi.it.chaos.child.ProviderChild;
import io.microcdi.it.chaos.load.Load;
import io.microcdi.it.chaos.load.Outcomes;
import io.microcdi.it.chaos.net.NetworkNamespace;
import io.microcdi.it.chaos.run.Cluster;
import io.microcdi.it.chaos.run.Run;
import io.microcdi.it.chaos.run.Scenario;

/** One of three providers is in a network namespace of its own, whose wire loses packets. */
final class Network implements Scenario {

    private static final int LOSS_PERCENT = 5;
    private static final int ALL = 100;
    private static final String SECRET = "the secret of the processes in this scenario";

    @Override
    public void run(Run run, Path directory) throws Exception {
        Optional<String> missing = NetworkNamespace.missing();
        if (missing.isPresent()) {
            run.report().skip("partition and loss of packets", missing.get());
            return;
        }
        Duration ejection = run.seconds(30, 1);
        try (NetworkNamespace network = new NetworkNamespace();
                Cluster cluster = new Cluster(directory, secured(network.outside()))
                        .providers(2, secured(network.outside()))) {
            ProviderChild victim = cluster.provider(network.enter(), secured(network.inside())).awaitReady();
            cluster.caller(node -> node.set(ConfigKeys.EJECTION_DURATION, ejection).listen(network.outside(), 0)
                    .set(ConfigKeys.SECURITY_SECRET, List.of(SECRET)).set(ConfigKeys.SECURITY_ALLOW_PLAIN, true));
            partition(run, cluster, network, victim, ejection);
            loss(run, cluster, network);
        }
    }

    /** Returns the arguments of a process that others reach at an address of the wire: only loopback needs no secret. */
    private static String[] secured(String host) {
        return new String[] { "host=" + host, ConfigKeys.SECURITY_SECRET.name() + "=" + SECRET,
                ConfigKeys.SECURITY_ALLOW_PLAIN.name() + "=true" };
    }

    private static void partition(Run run, Cluster cluster, NetworkNamespace network, ProviderChild victim,
            Duration ejection) throws InterruptedException {
        Load load = cluster.load(call -> call.timeout(Duration.ofSeconds(1)));
        int first = load.begun();
        network.drop(ALL);
        load.runFor(run.seconds(30, 4));
        network.heal();
        long healed = System.nanoTime();
        boolean back = load.awaitAnswers(victim.key(), Cluster.RATE / 10, ejection.plusSeconds(5));
        double seconds = (System.nanoTime() - healed) / 1e9;
        // the bound holds for a minute, of which half is partitioned
        load.runFor(run.seconds(25, 3));
        Outcomes outcomes = load.finish();
        int calls = outcomes.calls() - first;
        run.report().atMost("partition, failed calls of " + calls,
                100.0 * outcomes.failures(call -> call.number() >= first) / calls, 0.5, "%");
        run.report().check("partition, called again after it healed", back, String.format("%.1f s", seconds),
                "<= " + (ejection.toSeconds() + 5) + " s");
        run.report().explain(outcomes.firstFailures());
    }

    private static void loss(Run run, Cluster cluster, NetworkNamespace network) throws InterruptedException {
        Load load = cluster.load();
        network.drop(LOSS_PERCENT);
        load.runFor(run.seconds(30, 4));
        network.heal();
        Outcomes outcomes = load.finish();
        run.report().atMost(LOSS_PERCENT + " % loss, failed calls of " + outcomes.calls(), outcomes.failures().size(),
                0,
                "");
        run.report().atMost(LOSS_PERCENT + " % loss, latest answer", outcomes.latestMillis(), 5_000, "ms");
        run.report().explain(outcomes.firstFailures());
    }
}
