package io.microcdi.config;

import java.net.URI;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The values of a node's settings. It is immutable, and several threads may use it.
 *
 * <p>A blank text counts as absent, because an empty environment variable usually means "not set".
 */
public final class MicroConfig {

    private static final Pattern NO_LETTER_OR_DIGIT = Pattern.compile("[^a-zA-Z0-9]");

    private final Map<ConfigKey<?>, Object> values;
    private final Function<String, Optional<String>> source;
    /** The keys that have a configured value, not their default. */
    private final Set<ConfigKey<?>> chosen;

    private MicroConfig(Map<ConfigKey<?>, Object> values, Set<ConfigKey<?>> chosen,
            Function<String, Optional<String>> source) {
        this.values = values;
        this.chosen = chosen;
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
        Set<ConfigKey<?>> chosen = new HashSet<>();
        for (ConfigKey<?> key : keys) {
            if (key.defaultText() != null) {
                values.put(key, key.parse(key.defaultText()));
            }
            key.names().stream().filter(name -> nonBlank.apply(name).isPresent()).findFirst().ifPresent(name -> {
                chosen.add(key);
                values.put(key, key.parse(name, nonBlank.apply(name).orElseThrow()));
            });
        }
        return new MicroConfig(values, chosen, nonBlank);
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
                () -> variables(key).stream().map(System::getenv).filter(Objects::nonNull).findFirst()), keys);
    }

    /**
     * Returns the names of the environment variables in which a key is looked up, the strongest first. The last one has
     * upper-case letters, as {@code MICRO_REGISTRY_URL} for {@code micro.registry.url}. The rule is that of
     * MicroProfile Config.
     */
    public static List<String> variables(String key) {
        String plain = NO_LETTER_OR_DIGIT.matcher(Objects.requireNonNull(key, "the key is null")).replaceAll("_");
        return List.of(key, plain, plain.toUpperCase(Locale.ROOT));
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
        Set<ConfigKey<?>> nowChosen = new HashSet<>(chosen);
        nowChosen.add(key);
        return new MicroConfig(changed, nowChosen, source);
    }

    /** Returns whether the key has a configured value. Otherwise its value is the default, or absent. */
    public boolean isChosen(ConfigKey<?> key) {
        return chosen.contains(key);
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
     * Returns the settings for calls to a namespace. A setting for this namespace is preferred to the general one. The
     * method reads the texts at each call.
     *
     * @throws ConfigException if a text is invalid
     */
    public CallSettings callee(String namespace) {
        return CallSettings.of(this, namespace);
    }

    /**
     * Returns the configured addresses of the instances of a namespace, of which a registry is then not asked. The
     * scheme {@code dns+ws} means all addresses of a name. A setting for this namespace is preferred to the general
     * one. The method reads the texts at each call.
     *
     * @return empty if the instances are those that a registry knows
     * @throws ConfigException if a text is invalid
     */
    public Optional<List<URI>> instanceUrls(String namespace) {
        return find(ConfigKeys.INSTANCE_URL, Objects.requireNonNull(namespace, "the namespace is null"));
    }

    /**
     * Returns how many requests of a route may be in work at once. A setting for this route is preferred to the given
     * number, and the given number to the setting for all routes.
     *
     * @param route the path of the route, for example {@code /orders/{id}}
     * @param byDefault the number that the application gives; 0 if it gives none
     * @return 0 for any number
     * @throws ConfigException if a text is invalid
     */
    public int maxConcurrent(String route, int byDefault) {
        String name = "micro.route.\"" + route + "\".max-concurrent";
        return source.apply(name).map(text -> ConfigKeys.ROUTE_MAX_CONCURRENT.parse(name, text))
                .or(() -> byDefault > 0 ? Optional.of(byDefault) : find(ConfigKeys.ROUTE_MAX_CONCURRENT)).orElse(0);
    }

    <T> Optional<T> find(ConfigKey<T> key, String namespace) {
        for (String name : key.names()) {
            String tail = "." + name.substring("micro.".length());
            Optional<T> found = value(key, "micro.client.\"" + namespace + "\"" + tail)
                    .or(() -> value(key, "micro.client." + namespace + tail));
            if (found.isPresent()) {
                return found;
            }
        }
        return find(key);
    }

    private <T> Optional<T> value(ConfigKey<T> key, String name) {
        return source.apply(name).map(text -> key.parse(name, text));
    }
}
