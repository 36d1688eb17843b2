package io.microcdi.it.chaos.redeploy;

import java.nio.file.Path;
import java.time.Duration;

import io.microcdi.it.chaos.load.Executions;
import io.microcdi.it.chaos.load.Load;
import io.microcdi.it.chaos.load.Outcomes;
import io.microcdi.it.chaos.run.Report;
import io.microcdi.it.chaos.run.Run;

/** All scenarios of the part. */
public final class Redeploy {

    /** The name of the part. */
    public static final String PART = "redeploy";
    /** The name of the part of it that needs no server. */
    public static final String SE_PART = "redeploy-se";

    static final int PROVIDERS = 3;
    private static final int LATEST_MILLIS = 5_000;
    /** Of the short form, which runs on machines that do other things too; below the 30 s after which a call is given up. */
    private static final int LATEST_MILLIS_QUICK = 15_000;

    /** Restarts one provider, and returns when it answers again. */
    @FunctionalInterface
    interface Restart {
        void run(int provider) throws Exception;
    }

    private Redeploy() {
    }

    /** Runs those that were asked for. */
    public static void run(Run run) {
        run.run(run.asksFor(SE_PART) ? SE_PART : PART, "Java SE", new JavaSe());
        run.run(PART, "Tomcat", new Servers(ServerKind.TOMCAT));
        run.run(PART, "WildFly", new Servers(ServerKind.WILDFLY));
        run.run(PART, "Payara", new Servers(ServerKind.PAYARA));
    }

    /**
     * Restarts one provider after the other until there were enough rounds and calls.
     *
     * @param providers how many of them are restarted in a round
     * @return the number of rounds
     */
    static int roll(Run run, Load load, Duration pause, int providers, Restart restart) throws Exception {
        int rounds = 0;
        while (rounds < run.pick(20, 1) || load.begun() < run.pick(250_000, 2_500)) {
            for (int i = 0; i < providers; i++) {
                restart.run(i);
                load.runFor(pause);
            }
            rounds++;
        }
        return rounds;
    }

    /** Reports what came of it. */
    static void report(Run run, int rounds, Outcomes outcomes, Path ledger) {
        Report report = run.report();
        Executions executions = new Executions(ledger);
        report.note("rounds", rounds, "");
        report.note("calls", outcomes.calls(), "");
        report.atMost("failed calls", outcomes.failures().size() + outcomes.unended(), 0, "");
        report.atMost("executed twice", executions.twice(outcomes.calls()), 0, "");
        report.atMost("executed, though said not to be", executions.lies(outcomes), 0, "");
        report.atMost("latest answer", outcomes.latestMillis(), run.pick(LATEST_MILLIS, LATEST_MILLIS_QUICK),
                "ms");
        report.explain(outcomes.firstFailures());
    }
}
