package io.microcdi.config;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.microcdi.internal.config.SecretTexts;

/**
 * One setting: its key, its type and its default. The Javadoc of the constant says what it means.
 *
 * @param name the key, for example {@code micro.request-timeout}
 * @param type the rule that reads the text of a value
 * @param defaultText the default in the form of a configured text; {@code null} if the key has no default
 * @param alias an older name of the key, which is read where the key itself has no value; {@code null} if it has none
 */
public record ConfigKey<T>(String name, ValueType<T> type, @Nullable String defaultText,
        @Nullable String alias) {

    /** Makes a key without an alias. */
    public ConfigKey(String name, ValueType<T> type, @Nullable String defaultText) {
        this(name, type, defaultText, null);
    }

    /** Returns the names under which a value is looked up, the strongest first. */
    public List<String> names() {
        return alias == null ? List.of(name) : List.of(name, alias);
    }

    /**
     * Reads the text of a value.
     *
     * @throws ConfigException if the text is invalid
     */
    public T parse(String text) {
        return parse(name, text);
    }

    /**
     * Checks a value that a program sets, by the same rule as a configured text.
     *
     * @return the value in the form that {@link #parse(String)} returns, for example an address without the slash at
     *        its end
     * @throws ConfigException if the value is invalid
     */
    T check(T value) {
        String text = type.equals(ValueType.WEBSOCKET_URLS) && List.of().equals(value) ? "none" : ValueType.text(value);
        if (value == null || text.isBlank() && !List.of().equals(value)) {
            throw new ConfigException(name, text, type.expected());
        }
        return parse(text);
    }

    /** Reads a text that was found under another name, as the name for one callee. */
    T parse(String foundAs, String text) {
        try {
            return type.parser().apply(text.strip());
        } catch (ValueType.NoEntryException e) {
            throw new ConfigException(foundAs, SecretTexts.redacted(this, text),
                    type.expected() + ValueType.NoEntryException.CURE);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new ConfigException(foundAs, SecretTexts.redacted(this, text), type.expected());
        }
    }

    /** Hashes the name only, for speed: a call may look up several settings. No two keys have the same name. */
    @Override
    public int hashCode() {
        return name.hashCode();
    }
}
