package io.microcdi.internal.registry.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which answers a client has already. */
class ApiQueryTest {

    private static final String TAG = "\"abc\"";

    @ParameterizedTest
    @ValueSource(strings = { "\"abc\"", "W/\"abc\"", "*", "\"x\", \"abc\"", "\"x\"\t,W/\"abc\" ,\"y\"" })
    void theClientHasIt(String header) {
        assertThat(ApiQuery.isKnown(Stream.of(header), TAG)).isTrue();
        assertThat(ApiQuery.isKnown(Stream.of("\"other\"", header), TAG)).as("the second header").isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = { "", ",", "\"x\"", "abc", "W/\"x\"", "W/" })
    void theClientHasNothingOrAnotherOne(String header) {
        assertThat(ApiQuery.isKnown(Stream.of(header), TAG)).isFalse();
        assertThat(ApiQuery.isKnown(Stream.empty(), TAG)).isFalse();
    }

    /** A header of spaces cost time by the square of its length. */
    @Test
    void aLongHeaderOfSpacesIsReadOnce() {
        String spaces = "\"" + " ".repeat(2_000_000) + "\"";
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20),
                () -> assertThat(ApiQuery.isKnown(Stream.of(spaces), TAG)).isFalse());
    }
}
