package io.microcdi.internal.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The codes that a dialler sends in the place of those that its client refuses (wire, Frames). */
class CloseCodesTest {

    @ParameterizedTest
    @CsvSource({ "1000, 1000", "1001, 1001", "1002, 4002", "1003, 4003", "1007, 4007", "1008, 1008", "1009, 4009",
            "1011, 1011", "1013, 4013", "4000, 4000", "4001, 4001" })
    void aDiallersCodeStandsForTheSame(int code, int sent) {
        assertThat(CloseCodes.forDialler(code)).isEqualTo(sent);
        assertThat(CloseCodes.received(sent)).isEqualTo(code);
        assertThat(CloseCodes.received(code)).isEqualTo(code);
    }

    /** A half of a pair of surrogates is not UTF-8: the JDK's client sends no close frame with it. */
    @ParameterizedTest
    @ValueSource(ints = { 116, 117, 118, 119, 120 })
    void aCutReasonEndsWithAWholeCharacter(int before) throws CharacterCodingException {
        String cut = CloseCodes.cut("x".repeat(before) + "\ud83d\ude00 and more");
        assertThat(StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(cut)).remaining()).isBetween(117, 120);
    }
}
