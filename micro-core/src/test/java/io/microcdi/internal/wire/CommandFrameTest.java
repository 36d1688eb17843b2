package io.microcdi.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.testing.Json;

/** Requests of the second dialect (wire, The second dialect). */
class CommandFrameTest {

    private final FrameReader reader = new FrameReader(WireLimits.DEFAULT);

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', value = {
            "\"protocol\":\"ws\",\"cmd\":\"online\",\"props\":[\"svc\"] | ws | online | [\"svc\"]",
            "\"props\":[ 1 , {} ],\"cmd\":\"a\\u0062\",\"protocol\":\"http\" | http | ab | [ 1 , {} ]",
            "\"protocol\":\"ws\",\"cmd\":\"x\",\"props\":[] | ws | x | []",
            "\"protocol\":\"ws\",\"cmd\":\"x\" | ws | x |",
            "\"protocol\":\"ws\",\"cmd\":\"x\",\"props\":null | ws | x |", "\"cmd\":\"/x/y\" | | /x/y |" })
    void areReadWithTheirArguments(String data, String protocol, String cmd, String props) {
        assertThat(reader.read("{\"id\":5,\"twoway\":true,\"data\":{" + data + "},\"mode\":0}"))
                .isEqualTo(new Frame.Command(5, true, protocol, cmd, props));
    }

    @ParameterizedTest
    @ValueSource(strings = { "\"cmd\":5", "\"cmd\":null", "\"protocol\":\"ws\"", "\"cmd\":\"x\",\"props\":{}",
            "\"cmd\":\"x\",\"props\":\"[]\"", "\"cmd\":\"x\",\"protocol\":1", "\"cmd\":\"x\",\"props\":1e9999" })
    void anInvalidCommandIsAnswered(String data) {
        Frame frame = reader.read("{\"id\":5,\"mode\":0,\"twoway\":true,\"data\":{" + data + "}}");
        assertThat(frame).isInstanceOfSatisfying(Frame.Malformed.class,
                bad -> assertThat(bad.answerTo()).isEqualTo(5));
    }

    @ParameterizedTest
    @ValueSource(strings = { "\"cmd\":\"x\"", "\"cmd\":5", "\"protocol\":null", "\"props\":{}" })
    void besideAUrlTheirMembersAreUnknownOnes(String member) {
        assertThat(reader.read("{\"id\":5,\"mode\":0,\"data\":{" + member + ",\"url\":\"/x\"}}"))
                .isEqualTo(new Frame.Request(5, false, "/x", null, -1));
    }

    @Test
    void areWrittenAsTheyAreRead() {
        String text = FrameWriter.command(7, true, "http", "\"/pay\"", "[1]");
        assertThat(Json.value(text)).isEqualTo(Json.value("{\"id\":7,\"mode\":0,\"twoway\":true,"
                + "\"data\":{\"protocol\":\"http\",\"cmd\":\"/pay\",\"props\":[1]}}"));
        assertThat(reader.read(text)).isEqualTo(new Frame.Command(7, true, "http", "/pay", "[1]"));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', nullValues = "nothing", value = { "nothing | []", "null | [null]",
            "{\"a\":[]} | [{\"a\":[]}]", "\"[\" | [\"[\"]", "[1,2] | [1,2]", "[] | []", "` [1, 2]` | ` [1, 2]`",
            "`\n\t[1]` | `\n\t[1]`", "` 1` | `[ 1]`" })
    void anArrayIsTheArgumentsHoweverItIsWritten(String payload, String props) {
        assertThat(Props.of(payload)).isEqualTo(props);
    }
}
