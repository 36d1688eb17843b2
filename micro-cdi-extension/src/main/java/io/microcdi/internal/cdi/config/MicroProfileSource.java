package io.microcdi.internal.cdi.config;

import java.util.LinkedHashSet;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;

import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.ConfigValue;
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

    @Override
    public Optional<String> unresolved(String key) {
        return get(key).isPresent() ? Optional.empty()
                : Optional.ofNullable(raw(key)).filter(text -> text.contains("${"));
    }

    /** Returns the text of the source that counts, which may have it for a profile. */
    private String raw(String key) {
        try {
            ConfigValue value = config.getConfigValue(key);
            // an empty value has no unresolved part, as that of ${name:}
            String text = "".equals(value.getValue()) ? "" : value.getRawValue();
            if (text != null) {
                return text;
            }
        } catch (NoSuchElementException unresolved) {
            // some implementations give no text then
        }
        for (ConfigSource each : config.getConfigSources()) { // the highest ordinal first
            String text = each.getValue(key);
            if (text != null) {
                return text;
            }
        }
        return null;
    }

    @Override
    public Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        config.getPropertyNames().forEach(names::add);
        return names;
    }
}
