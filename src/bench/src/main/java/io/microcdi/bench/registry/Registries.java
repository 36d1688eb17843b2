package io.microcdi.bench.registry;

import java.time.Duration;

import io.microcdi.bench.memory.MemoryPeer;
import io.microcdi.config.ConfigKeys;
import io.microcdi.internal.link.Receiver;
import io.microcdi.internal.registry.EngineRegistry;
import io.microcdi.registry.MicroRegistry;
import io.microcdi.registry.RegistryKeys;

/** Registries whose instances need neither heartbeats nor pongs while they are measured. */
public final class Registries {

    /** What all instances are registered as. */
    public static final String NAMESPACE = "payments";

    static final int MANY = 10_000;
    static final int VERY_MANY = 50_000;

    private Registries() {
    }

    /** One that has room for all that is measured. */
    public static EngineRegistry make() {
        return (EngineRegistry) MicroRegistry.builder().set(RegistryKeys.HEARTBEAT_TIMEOUT, Duration.ofHours(1))
                .set(ConfigKeys.PING_INTERVAL, Duration.ofHours(1)).set(ConfigKeys.MAX_LINKS, 2 * VERY_MANY).build();
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
