package io.microcdi.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts from outside in a log. */
class ExcerptsTest {

    @ParameterizedTest
    @ValueSource(ints = { '\n', '\r', '\t', 0, 7, 0x1b, 0x7f, 0x85, 0x9b, 0x2028, 0x2029, 0x200b, 0x200e, 0x202e,
            0x2066,
            0xfeff, 0xd800, 0xdfff, 0xe000 })
    void acharacterWithoutAShapeIsReplaced(int character) {
        assertThat(Excerpts.of("a" + (char) character + "b")).isEqualTo("a?b");
    }

    @Test
    void everythingElseStaysAsItIs() {
        String text = "grüße 漢字 😀 \"x\" /-/find";
        assertThat(Excerpts.of(text)).isSameAs(text);
    }

    @Test
    void aLongTextIsCut() {
        assertThat(Excerpts.of("x".repeat(10_000))).isEqualTo("x".repeat(200) + "…");
        assertThat(Excerpts.of("x".repeat(199) + "😀")).as("not within a character").isEqualTo("x".repeat(199) + "?…");
    }

    @Test
    void nothingIsEmptyAndAFailureHasItsClassAtLeast() {
        assertThat(Excerpts.of((String) null)).isEmpty();
        assertThat(Excerpts.of(new IllegalStateException())).isEqualTo("java.lang.IllegalStateException");
        assertThat(Excerpts.of(new IllegalStateException("a\nb"))).isEqualTo("a?b");
    }

    @Test
    void aMessageIsOneLineWithEscapes() {
        assertThat(Excerpts.message(null)).isNull();
        assertThat(Excerpts.message("a\nb\u001b\u2028")).isEqualTo("a\\nb\\u001b\\u2028");
        String text = "grüße 漢字 😀";
        assertThat(Excerpts.message(text)).isSameAs(text);
    }

    @Test
    void aMessageIsNoLongerThanItsBound() {
        assertThat(Excerpts.message("x".repeat(4_000))).isEqualTo("x".repeat(4_000));
        assertThat(Excerpts.message("x".repeat(4_001))).isEqualTo("x".repeat(3_999) + "…");
        assertThat(Excerpts.message("\u001b".repeat(1_000_000))).isEqualTo("\\u001b".repeat(666) + "…");
        assertThat(Excerpts.message("x".repeat(3_994) + "\u001b")).isEqualTo("x".repeat(3_994) + "\\u001b");
        assertThat(Excerpts.message("x".repeat(3_995) + "\u001b")).isEqualTo("x".repeat(3_995) + "…");
    }

    @Test
    void aMessageIsNotCutWithinACharacter() {
        assertThat(Excerpts.message("x".repeat(3_998) + "😀")).isEqualTo("x".repeat(3_998) + "😀");
        assertThat(Excerpts.message("x".repeat(3_999) + "😀y")).isEqualTo("x".repeat(3_999) + "…");
        assertThat(Excerpts.message("x".repeat(3_998) + "😀y")).isEqualTo("x".repeat(3_998) + "…");
    }

    /** Persian and Hindi words, and emojis, are written with them. */
    @ParameterizedTest
    @ValueSource(strings = { "می\u200cخواهم", "क्\u200dष", "👩\u200d💻", "❤️\u200d🔥 x" })
    void aJoinerBetweenVisibleCharactersStaysInAMessage(String text) {
        assertThat(Excerpts.message(text)).isSameAs(text);
        assertThat(Excerpts.message(text + "\n")).isEqualTo(text + "\\n");
    }

    @Test
    void aJoinerElsewhereIsEscaped() {
        assertThat(Excerpts.message("\u200ca\u200d")).isEqualTo("\\u200ca\\u200d");
        assertThat(Excerpts.message("a\u200d\u200db")).isEqualTo("a\\u200d\\u200db");
        assertThat(Excerpts.message("a\u200c b \u200dc")).isEqualTo("a\\u200c b \\u200dc");
        assertThat(Excerpts.message("a\u200c\n")).isEqualTo("a\\u200c\\n");
    }
}
