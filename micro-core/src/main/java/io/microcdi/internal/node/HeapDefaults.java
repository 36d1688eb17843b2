package io.microcdi.internal.node;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;

/** The bounds of a node that depend on the heap of its process, unless they are configured. */
public final class HeapDefaults {

    private static final int BUFFERS = 4;
    private static final int REQUESTS = 8;
    private static final int BYTES_OF_LINK = 40 << 10;

    private HeapDefaults() {
    }

    /** Returns the bytes that the links of a node may hold together: a quarter of the heap, unless it is configured. */
    static int buffered(MicroConfig config) {
        return config.find(ConfigKeys.MAX_BUFFERED_SIZE)
                .orElseGet(() -> (int) Math.min(Integer.MAX_VALUE, heap() / BUFFERS));
    }

    /** Returns the bytes that all waiting and running requests may take: an eighth of the heap, unless it is configured. */
    static long requests(MicroConfig config) {
        return config.find(ConfigKeys.MAX_REQUESTS_SIZE).map(Integer::longValue).orElseGet(() -> heap() / REQUESTS);
    }

    /** Returns the number of links that others may open. */
    static int links(MicroConfig config) {
        int max = config.get(ConfigKeys.MAX_LINKS);
        return config.isConfigured(ConfigKeys.MAX_LINKS) ? max : links(max);
    }

    /** Returns the number of links that may come from one address: four fifths of all, unless it is configured. */
    static int linksPerAddress(MicroConfig config) {
        int max = links(config);
        return config.find(ConfigKeys.MAX_LINKS_PER_ADDRESS).orElse(max - max / 5);
    }

    /**
     * Returns the number of links for which the heap suffices, but not more than the given number.
     *
     * @param most the bound of a large heap
     */
    public static int links(int most) {
        return (int) Math.max(1, Math.min(most, heap() / BYTES_OF_LINK));
    }

    private static long heap() {
        return Runtime.getRuntime().maxMemory();
    }
}
