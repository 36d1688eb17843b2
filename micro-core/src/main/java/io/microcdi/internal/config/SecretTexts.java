package io.microcdi.internal.config;

import java.util.List;

import io.microcdi.config.ConfigKey;
import io.microcdi.config.ValueType;
import io.microcdi.internal.wire.Excerpts;

/** The rules for texts that are, or may contain, secrets. */
public final class SecretTexts {

    /** The shortest secret, in characters. */
    public static final int MIN_LENGTH = 16;

    /** The character for bytes that are no text. */
    private static final char REPLACEMENT = '\uFFFD';

    private SecretTexts() {
    }

    /** Returns whether texts are one or two secrets that are long enough. */
    public static boolean areSecrets(List<String> texts) {
        return (texts.size() == 1 || texts.size() == 2) && texts.stream().allMatch(SecretTexts::isSecret);
    }

    /**
     * Returns whether a text is a secret. A damaged file has zeros, which HMAC also appends to a short key, or bytes that
     * are no text, which all become one character.
     */
    private static boolean isSecret(String text) {
        return text.length() >= MIN_LENGTH
                && text.chars().noneMatch(c -> Character.isISOControl(c) || c == REPLACEMENT);
    }

    /**
     * Returns a text of a key in the form in which messages show it: nothing of a secret, and of an address neither the
     * user with the password nor the query.
     */
    public static String redacted(ConfigKey<?> key, String text) {
        return key.type().equals(ValueType.SECRET) || key.type().equals(ValueType.SECRETS) ? Excerpts.HIDDEN
                : Excerpts.withoutUser(text);
    }
}
