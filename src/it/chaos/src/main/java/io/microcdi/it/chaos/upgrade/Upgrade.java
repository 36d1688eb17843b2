package io.microcdi.it.chaos.upgrade;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.microcdi.MicroCall;
import io.microcdi.MicroCaller;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.SecurityMode;
import io.microcdi.it.chaos.app.Answer;
import io.microcdi.it.chaos.child.Build;
import io.microcdi.it.chaos.child.ProviderChild;
import io.microcdi.it.chaos.load.Executions;
import io.microcdi.it.chaos.load.Load;
import io.microcdi.it.chaos.load.Outcomes;
import io.microcdi.it.chaos.run.Cluster;
import io.microcdi.it.chaos.run.Run;

/**
 * Replaces a registry, the providers and a caller, one after the other, by those of another build. Most calls come
 * from this process, and some from a service in the middle, so that callers of both builds meet providers of both. It does so
 * once without proofs, and once in the mode in which each end of each link asks the other for a token.
 */
public final class Upgrade {

    /** The name of the part. */
    public static final String PART = "upgrade";

    private static final int PROVIDERS = 3;
    private static final String MIDDLE = "middle";
    private static final int FORWARDED_EACH = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final String SECRET = "the secret of both builds";

    private final Build from;
    private final Build to;
    /** Whether everybody must prove who it is. */
    private final boolean proofs;

    private Upgrade(Build from, Build to, boolean proofs) {
        this.from = from;
        this.to = to;
        this.proofs = proofs;
    }

    /** Runs those that were asked for. */
    public static void run(Run run) {
        if (!run.asksFor(PART)) {
            return; // the part needs another build, so that "all" is without it
        }
        Path other = run.other();
        for (boolean proofs : new boolean[] { false, true }) {
            String how = proofs ? " with tokens" : "";
            run.run(PART, "from the other build" + how,
                    (any, directory) -> new Upgrade(Build.of(run.root(), other), Build.THIS, proofs)
                            .replaceAll(run, directory));
            run.run(PART, "back to the other build" + how,
                    (any, directory) -> new Upgrade(Build.THIS, Build.of(run.root(), other), proofs)
                            .replaceAll(run, directory));
        }
    }

    private String[] settings(String... more) {
        List<String> all = new ArrayList<>(List.of(more));
        if (proofs) {
            all.add(ConfigKeys.SECURITY_SECRET.name() + "=" + SECRET);
            all.add(ConfigKeys.SECURITY_MODE.name() + "=required");
        }
        return all.toArray(String[]::new);
    }

    private void replaceAll(Run run, Path directory) throws Exception {
        try (Cluster cluster = new Cluster(directory, from, settings())) {
            for (int i = 0; i < PROVIDERS; i++) {
                cluster.provider(from, settings()).awaitReady();
            }
            ProviderChild middle = middle(cluster, from).awaitReady();
            Load load = load(cluster, caller(cluster));
            load.runFor(run.seconds(10, 2));

            cluster.registry().kill();
            cluster.restartRegistry(to);
            for (ProviderChild provider : List.copyOf(cluster.providers())) {
                provider.awaitRegistered();
            }
            middle.awaitRegistered();
            load.runFor(run.seconds(10, 2));

            for (ProviderChild before : List.copyOf(cluster.providers())) {
                ProviderChild after = cluster.provider(to, settings()).awaitReady();
                if (!load.awaitAnswers(after.key(), 1, PATIENCE)) {
                    throw new IllegalStateException(after.key() + " is not called");
                }
                before.ask("stop");
                before.close();
                load.runFor(run.seconds(5, 1));
            }
            middle(cluster, to).awaitReady();
            load.runFor(run.seconds(5, 1));
            middle.ask("stop");
            middle.close();
            load.runFor(run.seconds(10, 2));
            report(run, load.finish(), cluster.executions());
        }
    }

    private MicroCaller caller(Cluster cluster) {
        return cluster.caller(node -> proofs ? node.set(ConfigKeys.SECURITY_SECRET, List.of(SECRET))
                .set(ConfigKeys.SECURITY_MODE, SecurityMode.REQUIRED) : node).caller();
    }

    private ProviderChild middle(Cluster cluster, Build build) {
        return cluster.beside(build, settings("namespace=" + MIDDLE, "next=" + Cluster.NAMESPACE));
    }

    private static Load load(Cluster cluster, MicroCaller caller) throws InterruptedException {
        MicroCall direct = caller.to(Cluster.NAMESPACE);
        MicroCall forwarded = caller.to(MIDDLE);
        return cluster.load(Cluster.RATE,
                number -> number % FORWARDED_EACH != 0 ? direct.callAsync("/do", number, Answer.class)
                        : forwarded.callAsync("/forward", number, Answer.class));
    }

    private static void report(Run run, Outcomes outcomes, Executions executions) {
        run.report().note("calls", outcomes.calls(), "");
        run.report().atMost("failed calls", outcomes.failures().size() + outcomes.unended(), 0, "");
        run.report().atMost("executed twice", executions.twice(outcomes.calls()), 0, "");
        run.report().atMost("executed, though said not to be", executions.lies(outcomes), 0, "");
        run.report().explain(outcomes.firstFailures());
    }
}
