package io.microcdi.bench.micro;

import java.util.Locale;
import java.util.Optional;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;

/** What whoever measures has set, as servers read it: environment variables, as {@code MICRO_HANDLER_SPIN}. */
final class Settings {

    private Settings() {
    }

    static MicroConfig read() {
        return MicroConfig.read(key -> Optional.ofNullable(System.getenv(variable(key))), ConfigKeys.ALL);
    }

    private static String variable(String key) {
        return key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }
}
