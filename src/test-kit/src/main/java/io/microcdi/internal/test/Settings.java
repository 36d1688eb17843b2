package io.microcdi.internal.test;

import java.util.LinkedHashMap;
import java.util.Map;

import org.junit.jupiter.api.extension.ExtensionConfigurationException;

import io.microcdi.config.ConfigKey;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;

/** The settings of a test: lines of a key and a value. */
final class Settings {

    private Settings() {
    }

    /**
     * Returns a configuration with settings replaced.
     *
     * @param lines as {@code micro.retries=0}
     * @throws ExtensionConfigurationException if a line is no such text, or a key is unknown
     */
    static MicroConfig with(MicroConfig config, String[] lines) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (String line : lines) {
            int end = line.indexOf('=');
            if (end < 0) {
                throw new ExtensionConfigurationException("setting \"" + line + "\": expected key=value");
            }
            texts.put(line.substring(0, end).strip(), line.substring(end + 1));
        }
        MicroConfig result = config;
        for (Map.Entry<String, String> each : texts.entrySet()) {
            ConfigKey<?> key = ConfigKeys.ALL.stream().filter(known -> known.names().contains(each.getKey()))
                    .findFirst().orElseThrow(() -> new ExtensionConfigurationException(
                            "setting \"" + each.getKey() + "\": " + reason(each.getKey())));
            result = with(result, key, each.getValue());
        }
        return result;
    }

    private static String reason(String name) {
        return name.startsWith("micro.client.") || name.startsWith("micro.route.\"")
                ? "a key of one callee or route cannot be set here. Set the key of all, as micro.request-timeout=1s, or set"
                        + " this one as a system property, which the node of the beans reads"
                : "there is no such key";
    }

    private static <T> MicroConfig with(MicroConfig config, ConfigKey<T> key, String text) {
        return config.with(key, key.parse(text));
    }
}
