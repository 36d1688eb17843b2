package io.microcdi.it.failover;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import io.microcdi.MicroNode;
import io.microcdi.MicroNodeBuilder;
import io.microcdi.registry.MicroRegistry;

/** A registry and a caller in this process, and three providers in their own. */
final class Cluster implements AutoCloseable {

    private static final int PROVIDERS = 3;

    private final MicroRegistry registry = MicroRegistry.builder().listen("127.0.0.1", 0).build();
    private final String registryUrl;
    private final List<ProviderProcess> providers = new ArrayList<>();
    private MicroNode caller;

    Cluster() throws Exception {
        registry.start();
        registryUrl = "ws://127.0.0.1:" + registry.port();
        try {
            for (int i = 0; i < PROVIDERS; i++) {
                providers.add(new ProviderProcess(registryUrl));
            }
            for (ProviderProcess provider : providers) {
                provider.awaitReady();
            }
        } catch (Exception | AssertionError e) {
            close();
            throw e;
        }
    }

    /** Starts the caller. */
    MicroNode caller(UnaryOperator<MicroNodeBuilder> settings) throws Exception {
        caller = settings.apply(MicroNode.builder("caller").registry(registryUrl).listen("127.0.0.1", 0)).build();
        caller.start();
        caller.ready().toCompletableFuture().get(30, TimeUnit.SECONDS);
        return caller;
    }

    /** The providers. */
    List<ProviderProcess> providers() {
        return providers;
    }

    @Override
    public void close() {
        if (caller != null) {
            caller.stop();
        }
        providers.forEach(ProviderProcess::close);
        registry.stop();
    }
}
