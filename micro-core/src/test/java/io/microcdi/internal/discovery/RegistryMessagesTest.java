package io.microcdi.internal.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Messages of a registry, valid and not: an error is described in words, and not by the JVM's texts. */
class RegistryMessagesTest {

    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', delimiter = '|', value = { "7 | it is no object", "[] | it is no object",
            "{oops | it is no JSON", "{} | port is missing", "{\"port\":\"x\"} | port is no number",
            "{\"port\":1.5} | port is no whole number", "{\"port\":1e400} | port is no whole number",
            "{\"port\":80} | host is missing", "{\"port\":80,\"host\":5} | host is no text",
            "{\"port\":99999999999,\"host\":\"a\"} | port", "{\"port\":0,\"host\":\"a\"} | port",
            "{\"port\":80,\"host\":\"a\",\"path\":[]} | path is no text",
            "{\"port\":80,\"host\":\"a\",\"dialect\":\"2\"} | dialect is no number" })
    void anAnswerThatIsNoAddress(String payload, String why) {
        assertThatThrownBy(() -> FindAnswer.read("orders", payload, true)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("for orders: ").hasMessageContaining(why).hasMessageNotContaining("java.")
                .hasMessageNotContaining("jakarta.").hasMessageNotContaining("null");
    }

    @Test
    void itsTextIsCutAndEscaped() {
        assertThatThrownBy(() -> FindAnswer.read("orders", "{\"x\":\"" + "y\\n\n".repeat(10_000) + "\"}", true))
                .satisfies(failure -> assertThat(failure.getMessage()).hasSizeLessThan(1_000).doesNotContain("\n"));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', delimiter = '|', value = { "5 | it is no object", "{} | rev is missing",
            "{\"rev\":1} | instances is missing", "{\"rev\":1,\"instances\":[7]} | an entry of instances is no object",
            "{\"rev\":1,\"instances\":[{}]} | port is missing" })
    void aListThatIsNone(String payload, String why) {
        assertThatThrownBy(() -> WatchMessages.listing("orders", payload)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("not a list of instances: ").hasMessageEndingWith(why);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', delimiter = '|', value = { "null | it is no object", "{} | namespace is missing",
            "{\"namespace\":\"a\"} | removed is missing",
            "{\"namespace\":\"a\",\"removed\":[1]} | an entry of removed is no text",
            "{\"namespace\":\"a\",\"removed\":[],\"rev\":\"1\"} | rev is no number" })
    void aChangeThatIsNone(String payload, String why) {
        assertThatThrownBy(() -> WatchMessages.change(payload)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("not a change of instances: ").hasMessageEndingWith(why);
    }
}
