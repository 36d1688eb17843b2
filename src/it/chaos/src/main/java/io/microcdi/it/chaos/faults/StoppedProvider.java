package io.microcdi.it.chaos.faults;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.microcdi.config.ConfigKeys;
import io.microcdi.it.chaos.app.Ledger.Event;
import io.microcdi.it.chaos.child.ProviderChild;
import io.microcdi.it.chaos.load.Executions;
import io.microcdi.it.chaos.load.Load;
import io.microcdi.it.chaos.load.Outcomes;
import io.microcdi.it.chaos.run.Cluster;
import io.microcdi.it.chaos.run.Run;
import io.microcdi.it.chaos.run.Scenario;

/** A provider is stopped and continued: few calls fail, and it is called again after one probe. */
final class StoppedProvider implements Scenario {

    @Override
    public void run(Run run, Path directory) throws Exception {
        Duration stopped = run.seconds(30, 5);
        Duration rest = run.seconds(30, 3);
        Duration ejection = run.seconds(30, 2);
        try (Cluster cluster = new Cluster(directory).providers(3)) {
            cluster.caller(node -> node.set(ConfigKeys.EJECTION_DURATION, ejection));
            ProviderChild victim = cluster.providers().get(0);
            Load load = cluster.load(call -> call.timeout(Duration.ofSeconds(1)));
            long from = System.nanoTime();
            victim.pause();
            load.runFor(stopped);
            long resumed = System.nanoTime();
            victim.resume();
            boolean back = load.awaitAnswers(victim.key(), Cluster.RATE / 10, ejection.plusSeconds(10));
            double backSeconds = (System.nanoTime() - resumed) / 1e9;
            load.runFor(rest);
            Outcomes outcomes = load.finish();
            Executions executions = cluster.executions();

            // it may come back late, and calls of that time would make the part smaller
            long to = from + stopped.plus(rest).toNanos();
            int calls = outcomes.begunSince(from) - outcomes.begunSince(to);
            run.report().atMost("failed calls, of " + calls, 100.0
                    * outcomes.failures(failure -> failure.began() - from >= 0 && failure.began() - to < 0) / calls,
                    0.5, "%");
            run.report().check("called again after it continued", back && backSeconds <= ejection.toSeconds() + 5,
                    String.format("%.1f s", backSeconds), "<= " + (ejection.toSeconds() + 5) + " s");
            run.report().atMost("requests at it at once before the first was answered",
                    atOnce(executions, victim, resumed), 1, "");
            run.report().atMost("executed twice", executions.twice(outcomes.calls()), 0, "");
            run.report().explain(outcomes.firstFailures());
        }
    }

    /** The requests that began before the first one ended; those that were in its socket when it was stopped do not count. */
    private static long atOnce(Executions executions, ProviderChild victim, long resumed) {
        // they are served at once when the process continues
        long settled = resumed + Duration.ofMillis(500).toNanos();
        List<Executions.Note> later = executions.of(victim.key()).stream().filter(note -> note.at() - settled > 0)
                .toList();
        return later.stream().takeWhile(note -> note.event() == Event.BEGAN).count();
    }
}
