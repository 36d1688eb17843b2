package io.microcdi.config;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;

import io.microcdi.internal.config.EnvironmentVariables;

/**
 * The values of a node's settings. It is immutable, and several threads may use it.
 *
 * <p>A blank text counts as absent, because an empty environment variable usually means "not set".
 */
public final class MicroConfig {

    private final Map<ConfigKey<?>, Object> values;
    private final Function<String, Optional<String>> source;
    /** The keys that have a configured value, not their default. */
    private final Set<ConfigKey<?>> configured;

    private MicroConfig(Map<ConfigKey<?>, Object> values, Set<ConfigKey<?>> configured,
            Function<String, Optional<String>> source) {
        this.values = values;
        this.configured = configured;
        this.source = source;
    }

    /**
     * Reads the values of all given keys.
     *
     * @param source returns the text of a key, if it has one
     * @param keys the keys to read
     * @throws ConfigException if a text is invalid
     */
    public static MicroConfig read(Function<String, Optional<String>> source, List<ConfigKey<?>> keys) {
        Function<String, Optional<String>> nonBlank = key -> source.apply(key).filter(text -> !text.isBlank());
        Map<ConfigKey<?>, Object> values = new HashMap<>();
        Set<ConfigKey<?>> configured = new HashSet<>();
        for (ConfigKey<?> key : keys) {
            if (key.defaultText() != null) {
                values.put(key, key.parse(key.defaultText()));
            }
            key.names().stream().filter(name -> nonBlank.apply(name).isPresent()).findFirst().ifPresent(name -> {
                configured.add(key);
                values.put(key, key.parse(name, nonBlank.apply(name).orElseThrow()));
            });
        }
        return new MicroConfig(values, configured, nonBlank);
    }

    /**
     * Reads the values of all given keys from system properties and, where there is none, from environment variables. The
     * variable of {@code micro.registry.url} is {@code MICRO_REGISTRY_URL}, by the rule of MicroProfile Config.
     *
     * @param keys the keys to read
     * @throws ConfigException if a text is invalid
     */
    public static MicroConfig ofSystem(List<ConfigKey<?>> keys) {
        // a copy: the settings of a callee are read at its first call
        Properties properties = new Properties();
        properties.putAll(System.getProperties());
        return read(key -> Optional.ofNullable(properties.getProperty(key)).or(
                () -> EnvironmentVariables.of(key).stream().map(System::getenv).filter(Objects::nonNull).findFirst()),
                keys);
    }

    /** Returns the defaults of a node. */
    public static MicroConfig defaults() {
        return read(key -> Optional.empty(), ConfigKeys.ALL);
    }

    /**
     * Returns a copy with one value changed. The new value replaces the configured one.
     *
     * @throws ConfigException if the value is invalid
     */
    public <T> MicroConfig with(ConfigKey<T> key, T value) {
        Map<ConfigKey<?>, Object> changed = new HashMap<>(values);
        changed.put(key, Objects.requireNonNull(key, "the key is null").check(value));
        Set<ConfigKey<?>> nowConfigured = new HashSet<>(configured);
        nowConfigured.add(key);
        return new MicroConfig(changed, nowConfigured, source);
    }

    /** Returns whether the key has a configured value. Otherwise its value is the default, or absent. */
    public boolean isConfigured(ConfigKey<?> key) {
        return configured.contains(key);
    }

    /**
     * Returns the value of a key.
     *
     * @throws NoSuchElementException if the value is absent and the key has no default
     */
    public <T> T get(ConfigKey<T> key) {
        return find(key).orElseThrow(() -> new NoSuchElementException(key.name() + " is not set"));
    }

    /** Returns the value of a key, if there is one. */
    @SuppressWarnings("unchecked") // each key was stored with a value that its own type parsed
    public <T> Optional<T> find(ConfigKey<T> key) {
        return Optional.ofNullable((T) values.get(key));
    }

    /**
     * Returns the value that is configured under another name, read by the rule of a key: for example that of
     * {@code micro.client.payments.retries} by the rule of {@link ConfigKeys#RETRIES}. The method reads the text at
     * each call.
     *
     * @return empty if no value is configured under this name
     * @throws ConfigException if the text is invalid
     */
    public <T> Optional<T> findAs(ConfigKey<T> key, String name) {
        return source.apply(name).map(text -> key.parse(name, text));
    }
}
