package io.microcdi.bench;

import java.lang.management.ManagementFactory;

import io.microcdi.standalone.RegistryServer;

/** How many bytes of heap the registry has for an instance: its entry, and the link without the server's socket. */
final class RecordSize {

    private static final int COLLECTIONS = 5;

    private RecordSize() {
    }

    static double measure() {
        RegistryServer registry = Registries.make();
        registry.start();
        // what is there once, and the classes
        Registries.register(registry, 0, Bench.MANY / 10);
        long before = used();
        Registries.register(registry, Bench.MANY / 10, Bench.MANY + Bench.MANY / 10);
        double bytes = (double) (used() - before) / Bench.MANY;
        registry.stop();
        return bytes;
    }

    private static long used() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            least = Math.min(least, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return least;
    }
}
