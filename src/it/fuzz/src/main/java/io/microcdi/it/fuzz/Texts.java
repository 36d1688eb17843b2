package io.microcdi.it.fuzz;

import java.util.function.IntPredicate;
import java.util.regex.Pattern;

/** Finds characters that no log and no message may have: a second implementation of the rule of the product. */
public final class Texts {

    /**
     * Controls, marks and overrides of the direction, line and paragraph separators, halves of pairs, characters without a
     * meaning, and those that Unicode calls default-ignorable, with the empty pattern of Braille.
     */
    private static final IntPredicate HIDDEN = character(
            "[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\p{Cn}\\p{Zl}\\p{Zp}\\x{034F}\\x{115F}\\x{1160}"
                    + "\\x{17B4}\\x{17B5}\\x{180B}-\\x{180F}\\x{2800}\\x{3164}\\x{FE00}-\\x{FE0F}\\x{FFA0}\\x{E0000}-\\x{E0FFF}]");

    private Texts() {
    }

    private static IntPredicate character(String expression) {
        Pattern pattern = Pattern.compile(expression);
        return c -> pattern.matcher(Character.toString(c)).matches();
    }

    /** Checks that a text is one line of visible characters. */
    public static void visible(String text, String rule) {
        text.codePoints().filter(c -> (c < ' ' || c > '~') && HIDDEN.test(c)).findFirst().ifPresent(hidden -> {
            throw new AssertionError(String.format("%s: U+%04X in %s", rule, hidden, escaped(text)));
        });
    }

    /** Returns a text in ASCII, for the report of a finding. */
    public static String escaped(String text) {
        StringBuilder safe = new StringBuilder();
        text.chars().forEach(
                c -> safe.append(c >= ' ' && c <= '~' ? String.valueOf((char) c) : String.format("\\u%04x", c)));
        return safe.toString();
    }
}
