package io.microcdi.it.chaos.faults;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.microcdi.config.ConfigKeys;
import io.microcdi.it.chaos.child.ProviderChild;
import io.microcdi.it.chaos.load.Ended;
import io.microcdi.it.chaos.load.Load;
import io.microcdi.it.chaos.load.Outcomes;
import io.microcdi.it.chaos.net.FaultProxy;
import io.microcdi.it.chaos.net.FaultProxy.Fault;
import io.microcdi.it.chaos.run.Cluster;
import io.microcdi.it.chaos.run.Report;
import io.microcdi.it.chaos.run.Run;
import io.microcdi.it.chaos.run.Scenario;
import io.microcdi.launch.Ports;

/** One of three providers is reached through a proxy that breaks the connection in one way after the other. */
final class ProxyFaults implements Scenario {

    /** Calls are lost in the first second only, so that their share is larger in a shorter run. */
    private static final int SHORTER = 6;
    private static final Duration SETTLED = Duration.ofMillis(500);

    /** A way to break it, and what part of all calls may be lost. */
    private enum Case {
        DELAY(Fault.DELAY, 0), BYTE_AT_A_TIME(Fault.BYTE_AT_A_TIME, 0), CUT_WITHIN_MESSAGE(Fault.NONE, 0),
        RESET(Fault.NONE, 0), HALF_OPEN(Fault.HALF_OPEN, 0.5), BLACK_HOLE(Fault.BLACK_HOLE, 0.5);

        final Fault fault;
        final double lostPercent;

        Case(Fault fault, double lostPercent) {
            this.fault = fault;
            this.lostPercent = lostPercent;
        }
    }

    /** When a case ran, and whether the provider was called again afterwards. */
    private record Window(long from, long to, boolean back) {

        boolean holds(Ended call) {
            return call.began() - from >= 0 && call.began() - to < 0;
        }
    }

    @Override
    public void run(Run run, Path directory) throws Exception {
        Duration ejection = run.seconds(30, 1);
        int port = Ports.any();
        try (Cluster cluster = new Cluster(directory).providers(2)) {
            FaultProxy proxy = cluster.closeLater(new FaultProxy(port));
            ProviderChild victim = cluster.provider("port=" + port, "micro.advertise.host=127.0.0.1",
                    "micro.advertise.port=" + proxy.port()).awaitReady();
            cluster.caller(node -> node.set(ConfigKeys.EJECTION_DURATION, ejection));
            Load load = cluster.load(call -> call.timeout(Duration.ofSeconds(1)));
            Map<Case, Window> windows = new EnumMap<>(Case.class);
            for (Case each : Case.values()) {
                long from = System.nanoTime();
                breakConnection(proxy, each);
                load.runFor(run.seconds(30, 4));
                proxy.set(Fault.NONE);
                boolean back = load.awaitAnswers(victim.key(), Cluster.RATE / 10, ejection.plusSeconds(5));
                windows.put(each, new Window(from, System.nanoTime(), back));
                // those that began in this window end before the next fault
                load.runFor(SETTLED);
            }
            Outcomes outcomes = load.finish();
            windows.forEach((each, window) -> report(run.report(), each, window, outcomes, victim.key(),
                    run.pick(1, SHORTER)));
            run.report().atMost("executed, though said not to be", cluster.executions().lies(outcomes), 0, "");
            run.report().atMost("executed twice", cluster.executions().twice(outcomes.calls()), 0, "");
            run.report().explain(outcomes.firstFailures());
        }
    }

    private static void breakConnection(FaultProxy proxy, Case how) {
        proxy.set(how.fault);
        if (how == Case.CUT_WITHIN_MESSAGE) {
            proxy.cutWithinMessage();
        } else if (how == Case.RESET) {
            proxy.reset();
        }
    }

    private static void report(Report report, Case how, Window window, Outcomes outcomes, String victim, int share) {
        List<Ended> failures = outcomes.failures().stream().filter(window::holds).toList();
        String name = how.name().toLowerCase(Locale.ROOT).replace('_', ' ') + ", ";
        if (how.lostPercent > 0) {
            int calls = outcomes.begunSince(window.from()) - outcomes.begunSince(window.to());
            report.atMost(name + "failed calls, of " + calls, 100.0 * failures.size() / calls, how.lostPercent * share,
                    "%");
        } else {
            report.atMost(name + "idempotent calls that failed",
                    failures.stream().filter(Ended::isIdempotent).count(), 0, "");
            report.atMost(name + "others that failed, not by its lost link",
                    failures.stream().filter(failure -> !failure.isIdempotent())
                            .filter(failure -> !failure.instance().equals(victim)
                                    || !failure.failure().startsWith("LinkLost"))
                            .count(),
                    0, "");
        }
        report.check(name + "called again afterwards", window.back(), Boolean.toString(window.back()), "true");
    }
}
