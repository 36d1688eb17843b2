package io.microcdi.internal.cdi.config;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Reads texts from MicroProfile Config. Only this class refers to its API, and it is loaded only if the API is present.
 */
final class MicroProfileSource implements TextSource {

    private final Config config;

    private MicroProfileSource(Config config) {
        this.config = config;
    }

    /**
     * Returns the configuration of an application.
     *
     * @throws IllegalStateException if the API is present without an implementation
     */
    static MicroProfileSource of(ClassLoader loader) {
        return new MicroProfileSource(ConfigProvider.getConfig(loader));
    }

    @Override
    public Optional<String> get(String key) {
        return config.getOptionalValue(key, String.class);
    }

    /**
     * Returns the raw text of the first source that has the key. Sources are ordered by their ordinal, the highest
     * first.
     */
    @Override
    public Optional<String> unresolved(String key) {
        if (get(key).isPresent()) {
            return Optional.empty();
        }
        for (ConfigSource each : config.getConfigSources()) {
            String raw = each.getValue(key);
            if (raw != null) {
                return Optional.of(raw).filter(text -> text.contains("${"));
            }
        }
        return Optional.empty();
    }

    @Override
    public Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        config.getPropertyNames().forEach(names::add);
        return names;
    }
}
