package io.microcdi.internal.registry.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

import io.microcdi.config.ConfigException;
import io.microcdi.config.ConfigKey;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.config.EnvironmentVariables;
import io.microcdi.internal.config.KeyNames;
import io.microcdi.internal.registry.RegistrySettings;
import io.microcdi.internal.security.TokenPolicy;
import io.microcdi.internal.security.UserPolicy;
import io.microcdi.internal.standalone.ScopedKeys;
import io.microcdi.internal.tls.ClientTls;
import io.microcdi.internal.tls.KeyStoreFile;
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
     * Reads all keys, and the files that they name.
     *
     * @throws ConfigException if one value or file is invalid, or would have no effect here
     * @throws IllegalArgumentException if several are. The message names each of them
     */
    public static MicroConfig read() {
        MicroConfig chosen = chosen();
        KeyStoreFile.checkUnset(chosen,
                List.of(RegistryServerKeys.TLS_KEY_STORE, RegistryServerKeys.TLS_TRUST_STORE,
                        RegistryServerKeys.TLS_KEY_STORE_PASSWORD, RegistryServerKeys.TLS_TRUST_STORE_PASSWORD),
                "no value on this server: only `java -jar registry.war` reads it. Configure TLS in the server itself");
        return checkFiles(RegistrySettings.of(chosen));
    }

    private static MicroConfig chosen() {
        Config config = ConfigProvider.getConfig();
        List<ConfigKey<?>> keys = keys();
        List<ConfigException> problems = new ArrayList<>();
        for (ConfigKey<?> key : keys) {
            key.names().forEach(name -> text(config, name).filter(text -> !text.isBlank())
                    .ifPresent(text -> collect(problems,
                            () -> new ConfigKey<>(name, key.type(), null).parse(text))));
        }
        throwAll(problems);
        return MicroConfig.read(key -> text(config, key), keys);
    }

    /**
     * Checks the files that the settings name. Otherwise the registry would find the fault while its server starts the
     * application, and the server would report it with its own stack trace.
     */
    private static MicroConfig checkFiles(MicroConfig config) {
        List<ConfigException> problems = new ArrayList<>();
        for (Consumer<MicroConfig> check : List.<Consumer<MicroConfig>>of(ClientTls::of, UserPolicy::check,
                TokenPolicy::check, Users::check)) {
            collect(problems, () -> check.accept(config));
        }
        throwAll(problems);
        return config;
    }

    private static void collect(List<ConfigException> problems, Runnable check) {
        try {
            check.run();
        } catch (ConfigException e) {
            problems.add(e);
        }
    }

    private static void throwAll(List<ConfigException> problems) {
        if (problems.size() == 1) {
            throw problems.get(0);
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(
                    problems.stream().map(ConfigException::getMessage).collect(Collectors.joining("; ")));
        }
    }

    /**
     * Returns the configured names below {@code micro.} that neither a registry nor a node reads, in alphabetical order,
     * each with its {@linkplain KeyNames#correction correction}. Applications of the same server may have the keys of
     * nodes. An environment variable never counts as unknown, because another program may use it.
     */
    static Map<String, String> unknownKeys() {
        Set<String> known = Stream.concat(keys().stream(), ConfigKeys.ALL.stream())
                .flatMap(key -> key.names().stream()).collect(Collectors.toSet());
        Map<String, String> environment = System.getenv();
        return StreamSupport.stream(ConfigProvider.getConfig().getPropertyNames().spliterator(), false)
                .filter(name -> name.startsWith("micro.") && !known.contains(name)
                        && ScopedKeys.settingOf(name).isEmpty()
                        && EnvironmentVariables.of(name).stream().noneMatch(environment::containsKey))
                .collect(Collectors.toMap(name -> name, name -> KeyNames.correction(name, known),
                        (one, other) -> one, TreeMap::new));
    }

    /**
     * As {@link #read}, for the standalone registry. Its links have small buffers, so that its default of
     * {@code micro.max-links} is one link for each 26 KB of heap. A handshake that waits costs it no more than a link,
     * so that half as many may wait. Its default of {@code micro.registry-server.max-calls} is at most one call for
     * each 456 KB of heap.
     */
    public static MicroConfig readAlone() {
        MicroConfig chosen = chosen();
        MicroConfig read = RegistrySettings.of(chosen);
        MicroConfig links = chosen.isConfigured(ConfigKeys.MAX_LINKS) ? read
                : read.with(ConfigKeys.MAX_LINKS, (int) Math.max(1, Math.min(read.get(RegistryKeys.MAX_INSTANCES),
                        Runtime.getRuntime().maxMemory() / BYTES_OF_INSTANCE)));
        MicroConfig calls = chosen.isConfigured(RegistryServerKeys.MAX_CALLS) ? links
                : links.with(RegistryServerKeys.MAX_CALLS,
                        maxCalls(Runtime.getRuntime().maxMemory(), links.get(RegistryServerKeys.MAX_CALLS)));
        return checkFiles(chosen.isConfigured(ConfigKeys.MAX_HANDSHAKES) ? calls
                : calls.with(ConfigKeys.MAX_HANDSHAKES, Math.max(calls.get(ConfigKeys.MAX_HANDSHAKES),
                        calls.get(ConfigKeys.MAX_LINKS) / LINKS_PER_WAITING)));
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
