package io.microcdi.internal.registry.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

import io.microcdi.config.ConfigKey;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.registry.RegistrySettings;
import io.microcdi.registry.MicroRegistryBuilder;
import io.microcdi.registry.RegistryKeys;

/**
 * Reads the registry's settings from MicroProfile Config. It uses the server's implementation if there is one, and
 * otherwise the one in the archive. The latter reads system properties, the environment and
 * {@code META-INF/microprofile-config.properties}.
 */
public final class RegistryConfig {

    /** The bytes of one instance at a standalone registry, with a share for its watches and for garbage. */
    private static final int BYTES_OF_INSTANCE = 26 << 10;

    /** With a call in work the server keeps the objects of its connection. Calls get an eighth of the heap. */
    private static final int BYTES_FOR_CALL = 456 << 10;
    private static final int MIN_CALLS = 256;

    private static final int LINKS_PER_WAITING = 2;

    private RegistryConfig() {
    }

    /**
     * Reads all keys.
     *
     * @throws io.microcdi.config.ConfigException if a value is invalid
     */
    public static MicroConfig read() {
        Config config = ConfigProvider.getConfig();
        return RegistrySettings.of(MicroConfig.read(key -> text(config, key), keys()));
    }

    /**
     * As {@link #read}, for the standalone registry. Its links have small buffers, so that its default of
     * {@code micro.max-links} is one link for each 26 KB of heap. A handshake that waits costs it no more than a link,
     * so that half as many may wait. Its default of {@code micro.registry-server.max-calls} is at most one call for
     * each 456 KB of heap.
     */
    public static MicroConfig readAlone() {
        Config config = ConfigProvider.getConfig();
        MicroConfig chosen = MicroConfig.read(key -> text(config, key), keys());
        MicroConfig read = RegistrySettings.of(chosen);
        MicroConfig links = chosen.isChosen(ConfigKeys.MAX_LINKS) ? read
                : read.with(ConfigKeys.MAX_LINKS, (int) Math.max(1, Math.min(read.get(RegistryKeys.MAX_INSTANCES),
                        Runtime.getRuntime().maxMemory() / BYTES_OF_INSTANCE)));
        MicroConfig calls = chosen.isChosen(RegistryServerKeys.MAX_CALLS) ? links
                : links.with(RegistryServerKeys.MAX_CALLS,
                        maxCalls(Runtime.getRuntime().maxMemory(), links.get(RegistryServerKeys.MAX_CALLS)));
        return chosen.isChosen(ConfigKeys.MAX_HANDSHAKES) ? calls
                : calls.with(ConfigKeys.MAX_HANDSHAKES, Math.max(calls.get(ConfigKeys.MAX_HANDSHAKES),
                        calls.get(ConfigKeys.MAX_LINKS) / LINKS_PER_WAITING));
    }

    /** Returns how many calls may be in work on a heap, of a usual number. */
    static int maxCalls(long heapBytes, int usual) {
        return (int) Math.max(MIN_CALLS, Math.min(usual, heapBytes / BYTES_FOR_CALL));
    }

    private static Optional<String> text(Config config, String key) {
        if (key.equals(ConfigKeys.REGISTRY_URL.name())) {
            // a registry has no such setting: if a shell has this variable, it is for nodes and for the terminal
            return Optional.empty();
        }
        Optional<String> text = config.getOptionalValue(key, String.class);
        boolean hasAlias = key.equals(RegistryServerKeys.PORT.name());
        return hasAlias ? text.or(() -> config.getOptionalValue(RegistryServerKeys.PORT_ALIAS, String.class)) : text;
    }

    private static List<ConfigKey<?>> keys() {
        List<ConfigKey<?>> keys = new ArrayList<>(MicroRegistryBuilder.keys());
        keys.addAll(RegistryServerKeys.ALL);
        return keys;
    }
}
