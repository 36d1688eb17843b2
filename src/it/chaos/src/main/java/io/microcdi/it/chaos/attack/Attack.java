package io.microcdi.it.chaos.attack;

import java.nio.file.Path;
import java.util.List;

import io.microcdi.it.chaos.child.Build;
import io.microcdi.it.chaos.child.Child;
import io.microcdi.it.chaos.child.Figures;
import io.microcdi.it.chaos.child.ProviderChild;
import io.microcdi.it.chaos.child.RegistryChild;
import io.microcdi.it.chaos.run.Cluster;
import io.microcdi.it.chaos.run.Run;
import io.microcdi.testing.hostile.MalformedLoad;

/**
 * Malformed frames of 26 kinds, with good calls between them, and beside them messages without an end. The good calls are
 * answered, and the links of closing frames and of messages without an end are closed within 30 s.
 */
public final class Attack {

    /** The name of the part. */
    public static final String PART = "attack";

    private static final int FRAMES = 1_000_000;
    private static final int FEW_FRAMES = 20_000;
    private static final int WARM_UP = 1_000;
    private static final int GROWTH_MEBIBYTES = 32;

    private Attack() {
    }

    /** Runs those that were asked for. */
    public static void run(Run run) {
        run.run(PART, "on a node", Attack::onNode);
        run.run(PART, "on a registry", Attack::onRegistry);
    }

    private static void onNode(Run run, Path directory) throws Exception {
        try (Cluster cluster = new Cluster(directory).providers(1)) {
            ProviderChild provider = cluster.providers().get(0);
            String key = provider.key();
            attack(run, provider, Integer.parseInt(key.substring(key.lastIndexOf(':') + 1)), "/-/health");
        }
    }

    private static void onRegistry(Run run, Path directory) throws Exception {
        try (RegistryChild registry = new RegistryChild(Build.THIS, directory, List.of())) {
            attack(run, registry, registry.port(), "/-/find");
        }
    }

    private static void attack(Run run, Child child, int port, String url) throws Exception {
        MalformedLoad.warmUp(port, url, WARM_UP);
        Figures before = child.figures();
        MalformedLoad.Result result = MalformedLoad.run(port, url, run.pick(FRAMES, FEW_FRAMES));
        Figures after = child.figures();
        run.report().note("malformed frames", result.frames(), "");
        run.report().note("good calls", result.calls(), "");
        run.report().atMost("good calls without an answer, and links closed too late", result.failures().size(), 0,
                "");
        result.failures().stream().limit(3).forEach(run.report()::explain);
        run.report().atMost("growth of the live heap", after.mebibytesMore(before), GROWTH_MEBIBYTES, "MB");
        run.report().note("more threads", (double) after.threads() - before.threads(), "");
    }
}
