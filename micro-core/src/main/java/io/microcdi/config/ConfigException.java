package io.microcdi.config;

import io.microcdi.internal.wire.Excerpts;

/** A configuration value that cannot be used. The message names the key, the value and what would do. */
public class ConfigException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final String key;
    private final String value;
    private final String expected;

    /**
     * A value that cannot be used.
     *
     * @param expected what would do, as {@code a duration: 500ms, 10s, PT10S or a number of milliseconds}
     */
    public ConfigException(String key, String value, String expected) {
        super(key + "=" + Excerpts.of(value) + ": expected " + expected);
        this.key = key;
        this.value = value;
        this.expected = expected;
    }

    /** The key. */
    public String key() {
        return key;
    }

    /** The value as it was configured. */
    public String value() {
        return value;
    }

    /** What would do. */
    public String expected() {
        return expected;
    }
}
