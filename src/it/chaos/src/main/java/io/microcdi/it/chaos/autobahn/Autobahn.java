package io.microcdi.it.chaos.autobahn;

import java.nio.file.Path;

import io.microcdi.internal.se.EchoServer;
import io.microcdi.it.chaos.run.Run;
import io.microcdi.testing.hostile.AutobahnSuite;

/** Groups 1 to 7 of the suite: no case fails. None is left out. */
public final class Autobahn {

    /** The name of the part. */
    public static final String PART = "autobahn";

    private static final int CASES = 246;
    private static final int FEW_CASES = 90;

    private Autobahn() {
    }

    /** Runs those that were asked for. */
    public static void run(Run run) {
        run.run(PART, "Java SE", Autobahn::javaSe);
    }

    private static void javaSe(Run run, Path directory) throws Exception {
        try (EchoServer server = EchoServer.start()) {
            AutobahnSuite.Result result = AutobahnSuite.run(directory, run.home().resolve("lib/autobahn"),
                    "ws://127.0.0.1:" + server.port() + "/echo",
                    run.isQuick() ? AutobahnSuite.FEW : AutobahnSuite.ALL);
            run.report().atLeast("cases", result.cases(), run.pick(CASES, FEW_CASES), "");
            run.report().atMost("failed cases", result.failed().size(), 0, "");
            run.report().explain(String.join(", ", result.failed()));
            run.report().note("not strict, or informational", result.others().size(), "");
            run.report().explain(String.join(", ", result.others()));
        }
    }
}
