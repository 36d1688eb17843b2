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
        assertThat(Excerpts.message("x".repeat(5_000))).isEqualTo("x".repeat(4_000) + "…");
    }
}
