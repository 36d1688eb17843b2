package io.microcdi.it.chaos.redeploy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import io.microcdi.it.chaos.app.Ledger;
import io.microcdi.it.chaos.app.WorkRoutes;
import io.microcdi.it.chaos.load.Executions;
import io.microcdi.it.chaos.load.Load;
import io.microcdi.it.chaos.run.Cluster;
import io.microcdi.it.chaos.run.Run;
import io.microcdi.it.chaos.run.Scenario;
import io.microcdi.launch.Application;
import io.microcdi.launch.Ports;
import io.microcdi.launch.ServerProcess;
import io.microcdi.launch.ServerSetup;

/** Three applications on one server, each redeployed while the others answer. */
final class Servers implements Scenario {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final ServerKind kind;

    Servers(ServerKind kind) {
        this.kind = kind;
    }

    @Override
    public void run(Run run, Path directory) throws Exception {
        List<Application> applications = IntStream.rangeClosed(1, Redeploy.PROVIDERS)
                .mapToObj(i -> Wars.war("work" + i, directory.resolve("wars"))).toList();
        Path ledger = directory.resolve("ledger");
        int port = Ports.any();
        try (Cluster cluster = new Cluster(directory);
                ServerProcess server = kind.start(
                        new ServerSetup(run.home().resolve("servers"), directory, port, applications,
                                environment(cluster, ledger)),
                        run.home().resolve("lib/applications"))) {
            awaitRegistered(cluster, server);
            cluster.caller();
            Load load = cluster.load();
            for (Application application : applications) {
                awaitLedger(ledger, application, 1, server);
            }
            int rounds = Redeploy.roll(run, load, PAUSE, run.pick(Redeploy.PROVIDERS, 1), i -> {
                Application application = applications.get(i);
                int before = files(ledger, application);
                kind.redeploy(directory, application);
                awaitLedger(ledger, application, before + 1, server);
            });
            Redeploy.report(run, rounds, load.finish(), ledger);
        }
    }

    private static Map<String, String> environment(Cluster cluster, Path ledger) {
        return Map.of("MICRO_REGISTRY_URL", cluster.registry().url(), "MICRO_NAMESPACE", Cluster.NAMESPACE,
                WorkRoutes.LEDGER, ledger.toString());
    }

    private static void awaitRegistered(Cluster cluster, ServerProcess server) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (cluster.registry().count(Cluster.NAMESPACE) < Redeploy.PROVIDERS) {
            check(server, end, "register");
        }
    }

    /** A handler opens a file of the ledger at its first call, so that a new file says that the new application is called. */
    private static void awaitLedger(Path ledger, Application application, int files, ServerProcess server)
            throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (files(ledger, application) < files) {
            check(server, end, "answer");
        }
    }

    private static int files(Path ledger, Application application) {
        String name = Ledger.name(application.path()) + "-";
        return (int) Executions.files(ledger).stream().filter(file -> file.getFileName().toString().contains(name))
                .count();
    }

    private static void check(ServerProcess server, long end, String what) throws InterruptedException {
        server.check();
        if (System.nanoTime() - end > 0) {
            throw new IllegalStateException("the applications do not " + what + " within " + PATIENCE + "; the log is "
                    + server.log());
        }
        Thread.sleep(20);
    }
}
