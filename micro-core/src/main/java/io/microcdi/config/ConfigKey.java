package io.microcdi.config;

import org.jspecify.annotations.Nullable;

/**
 * One setting: its key, how its text is read, its default and what it means.
 *
 * @param name the key, as {@code micro.request-timeout}
 * @param defaultText the default as it would be configured; {@code null} where the key may be absent
 * @param meaning one sentence for the reference
 */
public record ConfigKey<T>(String name, ValueType<T> type, @Nullable String defaultText, String meaning) {

    /**
     * Reads a text.
     *
     * @throws ConfigException if the text will not do
     */
    public T parse(String text) {
        return parse(name, text);
    }

    /**
     * Checks a value that a program sets, by the rule for texts.
     *
     * @return the value as its text would have been read, as an address without the slash at its end
     * @throws ConfigException if it will not do
     */
    public T check(T value) {
        String text = ValueType.text(value);
        if (value == null || value instanceof String && text.isBlank()) {
            throw new ConfigException(name, text, type.expected());
        }
        return parse(text);
    }

    /** Reads a text that was found under another name, as that of a callee. */
    T parse(String foundAs, String text) {
        try {
            return type.parser().apply(text.strip());
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new ConfigException(foundAs, text, type.expected());
        }
    }

    /** Of the name alone, which no two keys share: a setting may be looked up for every call. */
    @Override
    public int hashCode() {
        return name.hashCode();
    }
}
