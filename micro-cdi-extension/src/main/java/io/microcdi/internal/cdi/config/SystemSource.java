package io.microcdi.internal.cdi.config;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

import io.microcdi.internal.config.EnvironmentVariables;

/** Reads system properties first and then environment variables, by the rules of MicroProfile Config. */
final class SystemSource implements TextSource {

    private final Properties properties;
    private final Map<String, String> environment;

    SystemSource() {
        this(System.getProperties(), System.getenv());
    }

    SystemSource(Properties properties, Map<String, String> environment) {
        this.properties = properties;
        this.environment = environment;
    }

    @Override
    public Optional<String> get(String key) {
        return Optional.ofNullable(properties.getProperty(key)).or(() -> EnvironmentVariables.of(key).stream()
                .map(environment::get).filter(Objects::nonNull).findFirst());
    }

    @Override
    public Set<String> names() {
        Set<String> names = new TreeSet<>(properties.stringPropertyNames());
        names.addAll(environment.keySet());
        return names;
    }
}
