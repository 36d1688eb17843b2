package io.microcdi.it.chaos.child;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A {@link Provider} as the run sees it. */
public final class ProviderChild extends Child {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private String key;

    /**
     * Starts it. Several may start at the same time.
     *
     * @param before words before the command
     * @param arguments beside those of every provider
     */
    public ProviderChild(Build build, Path directory, String registryUrl, List<String> before, String... arguments) {
        super("provider-" + NUMBER.incrementAndGet(), build, directory, before,
                List.of("-Xmx192m", "-XX:TieredStopAtLevel=1"), Provider.class,
                all(directory, registryUrl, arguments));
    }

    private static List<String> all(Path directory, String registryUrl, String... arguments) {
        List<String> all = new ArrayList<>(
                List.of("ledger=" + directory.resolve("ledger"), "micro.registry.url=" + registryUrl));
        all.addAll(List.of(arguments));
        return all;
    }

    /** Waits until it is registered. */
    public ProviderChild awaitReady() throws InterruptedException {
        key = answer();
        return this;
    }

    /** Waits until all its nodes are registered; returns whether they are. */
    public boolean awaitRegistered() throws InterruptedException {
        return Boolean.parseBoolean(ask("registered"));
    }

    /** Returns the key of its first node. */
    public String key() {
        return key;
    }
}
