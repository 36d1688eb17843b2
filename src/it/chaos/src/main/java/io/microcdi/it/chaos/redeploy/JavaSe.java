package io.microcdi.it.chaos.redeploy;

import java.nio.file.Path;
import java.time.Duration;

import io.microcdi.it.chaos.child.ProviderChild;
import io.microcdi.it.chaos.load.Load;
import io.microcdi.it.chaos.run.Cluster;
import io.microcdi.it.chaos.run.Run;
import io.microcdi.it.chaos.run.Scenario;

/** Three providers in Java SE, each stopped by {@code stop()} and started again. */
final class JavaSe implements Scenario {

    private static final Duration PAUSE = Duration.ofSeconds(1);

    @Override
    public void run(Run run, Path directory) throws Exception {
        try (Cluster cluster = new Cluster(directory).providers(Redeploy.PROVIDERS)) {
            cluster.caller();
            Load load = cluster.load();
            int rounds = Redeploy.roll(run, load, PAUSE, Redeploy.PROVIDERS, i -> {
                ProviderChild provider = cluster.providers().get(i);
                provider.ask("stop");
                String key = provider.ask("start");
                if (!load.awaitAnswers(key, 1, Duration.ofSeconds(40))) {
                    throw new IllegalStateException(key + " is not called after it was started again");
                }
            });
            Redeploy.report(run, rounds, load.finish(), directory.resolve("ledger"));
        }
    }
}
