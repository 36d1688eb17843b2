package io.microcdi.internal.cdi.config;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Configuration from a map. */
record TextMap(Map<String, String> texts) implements TextSource {

    @Override
    public Optional<String> get(String key) {
        return Optional.ofNullable(texts.get(key));
    }

    @Override
    public Set<String> names() {
        return texts.keySet();
    }
}
