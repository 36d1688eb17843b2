package io.microcdi.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Durations as they are configured. */
class DurationsTest {

    @ParameterizedTest
    @CsvSource({ "500ms, PT0.5S", "0ms, PT0S", "10s, PT10S", "5m, PT5M", "1h, PT1H", "90, PT0.09S", "0, PT0S",
            "PT10S, PT10S", "pt1m, PT1M", "P1D, PT24H", "PT0.25S, PT0.25S", "' 10s ', PT10S", "007s, PT7S" })
    void areRead(String text, Duration expected) {
        assertThat(Durations.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", " ", "soon", "s", "ms", "10 s", "10S", "10sec", "1.5s", "1,5s", "10s5", "1d", "1us",
            "0x10",
            "10s 5ms", "P", "PT", "P1Y", "PT10", "--5s", "1_000", "9223372036854775808", "9223372036854775807h",
            "PT9223372036854775808S", "5\u202fs" })
    void areNothingElse(String text) {
        assertThatThrownBy(() -> Durations.parse(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage(text + " is not a duration");
    }

    @ParameterizedTest
    @CsvSource({ "PT0S, 0ms", "PT0.001S, 1ms", "PT1.5S, 1500ms", "PT1S, 1s", "PT59S, 59s", "PT60S, 1m", "PT61S, 61s",
            "PT90M, 90m", "PT1H, 1h", "PT24H, 24h", "PT9223372036854775807S, PT2562047788015215H30M7S" })
    void areWrittenAsTheyAreRead(Duration duration, String text) {
        assertThat(Durations.format(duration)).isEqualTo(text);
        assertThat(Durations.parse(text)).isEqualTo(duration);
    }
}
