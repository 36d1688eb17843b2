package io.microcdi.bench.registry;

import java.lang.management.ManagementFactory;

import io.microcdi.internal.registry.EngineRegistry;

/** How many bytes of heap the registry has for an instance: its entry, and the link without the server's socket. */
public final class RecordSize {

    /** An instance that is a Node.js peer, and says nothing of itself. */
    public static final String NODE_JS = null;

    /** An instance of this project, with a context path. */
    public static final String OURS = "v=1&id=3f2504e0-4f89-11d3-9a0c-%012d"
            + "&features=batch,binary,deadline,errors,path,watch&path=/payments";

    private static final int COLLECTIONS = 5;

    private RecordSize() {
    }

    /**
     * Measures.
     *
     * @param query what each instance says of itself
     */
    public static double measure(String query) {
        EngineRegistry registry = Registries.make();
        registry.start();
        // the objects that exist once, and the classes
        Registries.register(registry, 0, Registries.MANY / 10, query);
        long before = used();
        Registries.register(registry, Registries.MANY / 10, Registries.MANY + Registries.MANY / 10, query);
        double bytes = (double) (used() - before) / Registries.MANY;
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
