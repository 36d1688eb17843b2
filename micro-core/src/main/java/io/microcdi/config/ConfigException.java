package io.microcdi.config;

import io.microcdi.internal.wire.Excerpts;

/** Thrown for an invalid configuration value. The message names the key, the value and the valid form. */
public class ConfigException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final String key;
    private final String value;
    private final String expected;

    /**
     * Makes the exception for an invalid value.
     *
     * @param expected the valid form, for example {@code a duration: 500ms, 10s, PT10S or a number of milliseconds}
     */
    public ConfigException(String key, String value, String expected) {
        super(key + "=" + Excerpts.of(value) + ": expected " + expected);
        this.key = key;
        this.value = value;
        this.expected = expected;
    }

    /** Returns the key. */
    public String key() {
        return key;
    }

    /** Returns the value as it was configured, without secrets, and without the user and the query of an address. */
    public String value() {
        return value;
    }

    /** Returns the valid form. */
    public String expected() {
        return expected;
    }
}
