package io.microcdi.internal.standalone;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.microcdi.config.ConfigKey;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.config.KeyNames;
import io.microcdi.internal.wire.Excerpts;

/**
 * The settings of a builder. A setting of the program overrides that of the configuration. The configuration is the one of
 * the system, unless the program passes another one. The system is read last, so that an invalid setting of the system does
 * no harm if the program has replaced it.
 */
public final class BuilderSettings {

    /** The prefix of the registry's keys. They never count as unknown, because a program need not have the registry. */
    private static final String REGISTRY_SERVER = "micro.registry-server.";

    private final Map<ConfigKey<?>, Object> set = new LinkedHashMap<>();
    private @Nullable MicroConfig config;

    /** Makes settings in which the program has set nothing. */
    public BuilderSettings() {
    }

    /**
     * Takes a configuration instead of that of the system.
     *
     * @throws IllegalStateException after {@link #set}, whose setting would be lost
     */
    public void config(MicroConfig settings) {
        Objects.requireNonNull(settings, "the settings are null");
        if (!set.isEmpty()) {
            throw new IllegalStateException("config(…) would undo set(…) and registry(…): call config(…) first");
        }
        config = settings;
    }

    /**
     * Sets the value of one key.
     *
     * @throws io.microcdi.config.ConfigException if the value is invalid
     */
    public <T> void set(ConfigKey<T> key, T value) {
        set.put(key, MicroConfig.defaults().with(key, value).get(key));
    }

    /**
     * Returns all settings. Warns of system properties that look like settings but are unknown.
     *
     * @param keys the keys that are read from the system
     * @throws io.microcdi.config.ConfigException if a value of the system is invalid
     */
    public MicroConfig read(List<ConfigKey<?>> keys) {
        MicroConfig read = config;
        if (read == null && NodeRuntime.World.CURRENT.get() != null) {
            read = MicroConfig.defaults(); // a test must not depend on the machine that runs it
        }
        if (read == null) {
            read = MicroConfig.ofSystem(keys.stream().filter(key -> !set.containsKey(key)).toList());
            checkScoped(System.getProperties(), System.getenv());
            warnOfUnknown(keys);
        }
        for (Map.Entry<ConfigKey<?>, Object> each : set.entrySet()) {
            read = with(read, each.getKey(), each.getValue());
        }
        return read;
    }

    @SuppressWarnings("unchecked") // set(…) has stored a value of the key's type
    private static <T> MicroConfig with(MicroConfig config, ConfigKey<T> key, Object value) {
        return config.with(key, (T) value);
    }

    /**
     * Checks the settings of single callees and routes, which are read much later. An environment variable is not checked if
     * a system property replaces it.
     */
    static void checkScoped(Properties properties, Map<String, String> variables) {
        Set<String> replaced = new HashSet<>();
        properties.stringPropertyNames().forEach(name -> ScopedKeys.settingOf(name).ifPresent(key -> {
            check(key, name, properties.getProperty(name));
            replaced.add(ScopedKeys.variable(name));
        }));
        variables.forEach((name, text) -> ScopedKeys.settingOfVariable(name).filter(key -> !replaced.contains(name))
                .ifPresent(key -> check(key, name, text)));
    }

    private static void check(ConfigKey<?> key, String name, @Nullable String text) {
        if (text != null && !text.isBlank()) {
            new ConfigKey<>(name, key.type(), null).parse(text);
        }
    }

    private static void warnOfUnknown(List<ConfigKey<?>> keys) {
        Set<String> known = keys.stream().flatMap(key -> key.names().stream()).collect(Collectors.toSet());
        System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith("micro.") && !known.contains(name)
                        && !name.startsWith(REGISTRY_SERVER) && ScopedKeys.settingOf(name).isEmpty())
                .sorted().forEach(name -> StandaloneLog.LOG.unknownProperty(Excerpts.of(name),
                        KeyNames.correction(name, known)));
    }
}
