package io.microcdi.config;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The values of a node's settings. Immutable, and safe for use by several threads.
 *
 * <p>Blank texts count as absent, as an empty environment variable is meant.
 */
public final class MicroConfig {

    private final Map<ConfigKey<?>, Object> values;
    private final Function<String, Optional<String>> source;
    /** The keys whose values were chosen, and are no defaults. */
    private final Set<ConfigKey<?>> chosen;

    private MicroConfig(Map<ConfigKey<?>, Object> values, Set<ConfigKey<?>> chosen,
            Function<String, Optional<String>> source) {
        this.values = values;
        this.chosen = chosen;
        this.source = source;
    }

    /**
     * Reads all keys.
     *
     * @param source gives the text of a key, where it has one
     * @param keys what is read
     * @throws ConfigException if a text will not do
     */
    public static MicroConfig read(Function<String, Optional<String>> source, List<ConfigKey<?>> keys) {
        Function<String, Optional<String>> nonBlank = key -> source.apply(key).filter(text -> !text.isBlank());
        Map<ConfigKey<?>, Object> values = new HashMap<>();
        Set<ConfigKey<?>> chosen = new HashSet<>();
        for (ConfigKey<?> key : keys) {
            Optional<String> given = nonBlank.apply(key.name());
            given.ifPresent(text -> chosen.add(key));
            String text = given.orElse(key.defaultText());
            if (text != null) {
                values.put(key, key.parse(text));
            }
        }
        return new MicroConfig(values, chosen, nonBlank);
    }

    /** The defaults of a node. */
    public static MicroConfig defaults() {
        return read(key -> Optional.empty(), ConfigKeys.ALL);
    }

    /**
     * The same with one value changed; it wins over what was read.
     *
     * @throws ConfigException if the value is none that could be configured
     */
    public <T> MicroConfig with(ConfigKey<T> key, T value) {
        Map<ConfigKey<?>, Object> changed = new HashMap<>(values);
        changed.put(key, Objects.requireNonNull(key, "the key is null").check(value));
        Set<ConfigKey<?>> nowChosen = new HashSet<>(chosen);
        nowChosen.add(key);
        return new MicroConfig(changed, nowChosen, source);
    }

    /** Whether a value was chosen; otherwise it is the default, or absent. */
    public boolean isChosen(ConfigKey<?> key) {
        return chosen.contains(key);
    }

    /**
     * A value.
     *
     * @throws NoSuchElementException if it is absent and has no default
     */
    public <T> T get(ConfigKey<T> key) {
        return find(key).orElseThrow(() -> new NoSuchElementException(key.name() + " is not set"));
    }

    /** A value, where there is one. */
    @SuppressWarnings("unchecked") // each key was stored with a value that its own type parsed
    public <T> Optional<T> find(ConfigKey<T> key) {
        return Optional.ofNullable((T) values.get(key));
    }

    /**
     * How a namespace is called: its own settings where it has some. They are read at each call of this method.
     *
     * @throws ConfigException if a text will not do
     */
    public CallSettings callee(String namespace) {
        return CallSettings.of(this, namespace);
    }

    <T> Optional<T> find(ConfigKey<T> key, String namespace) {
        String tail = "." + key.name().substring("micro.".length());
        String plain = "micro.client." + namespace + tail;
        String quoted = "micro.client.\"" + namespace + "\"" + tail;
        return source.apply(quoted).map(text -> key.parse(quoted, text))
                .or(() -> source.apply(plain).map(text -> key.parse(plain, text)))
                .or(() -> find(key));
    }
}
