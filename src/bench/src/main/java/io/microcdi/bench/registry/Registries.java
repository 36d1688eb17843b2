package io.microcdi.bench.registry;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;

import io.microcdi.bench.memory.MemoryPeer;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.concurrent.Threads;
import io.microcdi.internal.json.ExactNumbers;
import io.microcdi.internal.link.Receiver;
import io.microcdi.internal.registry.EngineRegistry;
import io.microcdi.internal.standalone.ListenerProvider;
import io.microcdi.registry.MicroRegistryBuilder;
import io.microcdi.registry.RegistryKeys;

/** Registries whose instances need neither heartbeats nor pongs while they are measured. */
public final class Registries {

    /** The namespace of all instances. */
    public static final String NAMESPACE = "payments";

    static final int MANY = 10_000;
    static final int VERY_MANY = 50_000;

    private Registries() {
    }

    /** One that has room for all that is measured, and no server. */
    public static EngineRegistry make() {
        return EngineRegistry.inServer(settings(), threads(), ExactNumbers::jsonb);
    }

    /** As {@link #make}, with a server at any free port of loopback. */
    static EngineRegistry listening() {
        return EngineRegistry.listening(settings(), threads(), ExactNumbers::jsonb,
                ListenerProvider.find("127.0.0.1", 0, settings()));
    }

    private static MicroConfig settings() {
        return MicroConfig.read(key -> Optional.empty(), MicroRegistryBuilder.keys())
                .with(RegistryKeys.HEARTBEAT_TIMEOUT, Duration.ofHours(1))
                .with(ConfigKeys.PING_INTERVAL, Duration.ofHours(1)).with(ConfigKeys.MAX_LINKS, 2 * VERY_MANY);
    }

    private static ThreadFactory threads() {
        return Threads.daemon("micro-registry", Registries.class.getClassLoader());
    }

    /** Starts a registry. */
    static int port(EngineRegistry registry) {
        registry.start();
        return registry.port();
    }

    /** Registers so many instances, which are Node.js peers. */
    public static void register(EngineRegistry registry, int count) {
        register(registry, 0, count, null);
    }

    /**
     * Registers instances {@code from} to {@code to}, the latter not included.
     *
     * @param query what they say of themselves, with {@code %d} where their number is; {@code null} for nothing
     */
    static void register(EngineRegistry registry, int from, int to, String query) {
        for (int i = from; i < to; i++) {
            Receiver link = registry.accept(new MemoryPeer(), "/" + host(i) + "/9000/" + NAMESPACE,
                    query == null ? null : query.formatted(i));
            link.text("{\"id\":0,\"mode\":0,\"twoway\":false,\"data\":{\"url\":\"/-/heartbeat\",\"data\":{}}}");
        }
        if (registry.instances() < to) {
            throw new IllegalStateException(registry.instances() + " instances of " + to + " are registered");
        }
    }

    /** The address of an instance. */
    static String host(int number) {
        return "10." + (number >> 16) + "." + (number >> 8 & 0xff) + "." + (number & 0xff);
    }
}
