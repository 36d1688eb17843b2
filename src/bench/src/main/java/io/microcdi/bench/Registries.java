package io.microcdi.bench;

import java.time.Duration;

import io.microcdi.config.ConfigKeys;
import io.microcdi.registry.RegistryKeys;
import io.microcdi.standalone.RegistryBuilder;
import io.microcdi.standalone.RegistryServer;

/** Registries whose instances need neither heartbeats nor pongs while they are measured. */
final class Registries {

    static final String NAMESPACE = "payments";

    private Registries() {
    }

    static RegistryServer make() {
        return RegistryBuilder.create().set(RegistryKeys.HEARTBEAT_TIMEOUT, Duration.ofHours(1))
                .set(ConfigKeys.PING_INTERVAL, Duration.ofHours(1)).set(ConfigKeys.MAX_LINKS, 10 * Bench.MANY).build();
    }

    /** Registers instances {@code from} to {@code to}, the latter not included. */
    static void register(RegistryServer registry, int from, int to) {
        for (int i = from; i < to; i++) {
            MemoryPeer.connect(registry, new MemoryPeer(), "/" + host(i) + "/9000/" + NAMESPACE);
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
