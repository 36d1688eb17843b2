package io.microcdi.registry.web;

import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

import io.microcdi.concurrent.HandlerPool;
import io.microcdi.concurrent.SystemTimer;
import io.microcdi.concurrent.Threads;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.json.PayloadCodec;
import io.microcdi.node.NodeEnvironment;
import io.microcdi.registry.Registry;

/** The registry with the threads it runs on. */
final class RunningRegistry implements AutoCloseable {

    private final SystemTimer timer;
    private final HandlerPool pool;
    private final Registry registry;
    private final Instant started = Instant.now();

    RunningRegistry(MicroConfig config) {
        ClassLoader loader = RunningRegistry.class.getClassLoader();
        timer = new SystemTimer(Threads.daemon("registry-timer", loader));
        pool = new HandlerPool(Threads.daemon("registry", loader), config.get(ConfigKeys.MAX_THREADS),
                config.get(ConfigKeys.MAX_QUEUED_HANDLERS));
        registry = new Registry(config, environment());
        registry.start();
    }

    /** What a registry answers is written by hand, so that it needs no JSON-B. */
    private NodeEnvironment environment() {
        RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();
        return new NodeEnvironment(timer, random, pool, pool, PayloadCodec.withoutBinding(), link -> {
            throw new UnsupportedOperationException("a registry has no handlers that call back");
        });
    }

    Registry registry() {
        return registry;
    }

    Instant started() {
        return started;
    }

    /** Closes all links with 1001 and ends the threads. */
    @Override
    public void close() {
        registry.stop();
        pool.close();
        timer.close();
    }
}
