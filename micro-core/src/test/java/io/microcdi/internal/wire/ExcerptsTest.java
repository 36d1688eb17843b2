package io.microcdi.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;

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

    @ParameterizedTest
    @ValueSource(ints = { 0x200c, 0x200d, 0x034f, 0xfe00, 0xfe0e, 0xfe0f, 0xe0100, 0xe01ef, 0x115f, 0x1160, 0x3164,
            0xffa0,
            0x2800, 0x180b, 0x17b4 })
    void aCharacterThatNobodySeesIsNowhereRaw(int character) {
        String unseen = Character.toString(character);
        String text = "a" + unseen + "b";
        String escape = unseen.chars().mapToObj(c -> String.format("\\u%04x", c)).collect(Collectors.joining());
        assertThat(Excerpts.of(text)).isEqualTo("a" + "?".repeat(unseen.length()) + "b");
        assertThat(Excerpts.message(text)).isEqualTo("a" + escape + "b");
        assertThat(LoggedThrowable.of(new IllegalStateException(text)).toString()).contains("a" + escape + "b");
    }
}
