package io.microcdi.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An invalid frame is dropped; the sender gets an answer if the frame is a request with a readable id. */
class MalformedFrameTest {

    private static final int NOBODY = -1;

    private final FrameReader reader = new FrameReader(WireLimits.DEFAULT);

    @ParameterizedTest
    @ValueSource(strings = { "", " ", "{not json", "[]", "null", "5", "\"text\"", "{}", "{\"id\":1}",
            "{\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"/x\"}}", "{\"id\":1,\"mode\":9,\"twoway\":true}",
            "{\"id\":1,\"mode\":\"0\",\"twoway\":true,\"data\":{\"url\":\"/x\"}}",
            "{\"id\":1,\"mode\":null,\"twoway\":true}", "{\"id\":1,\"mode\":00,\"twoway\":true}",
            "[{\"id\":1,\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"/x\"}}]" })
    void isToldToNobodyWhereItIsNoRequest(String text) {
        assertThat(malformed(text).answerTo()).isEqualTo(NOBODY);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', value = { "``", "\"data\":null", "\"data\":5", "\"data\":[]",
            "\"data\":{}", "\"data\":{\"data\":1}", "\"data\":{\"url\":null}", "\"data\":{\"url\":5,\"data\":1}",
            "\"data\":{\"url\":[\"/x\"]}", "\"data\":{\"url\":\"/x\",\"url\":\"/x\"}",
            "\"data\":{\"url\":\"/x\",\"\\u0075rl\":\"/y\"}", "\"data\":{\"url\":\"/x\",\"data\":1,\"data\":1}",
            "\"data\":{\"url\":\"/x\"},\"data\":{\"url\":\"/x\"}", "\"data\":{\"url\":\"/x\"},\"data\":null",
            "\"data\":5,\"data\":{\"url\":\"/x\"}" })
    void aRequestWhoseIdCouldBeReadIsAnswered(String data) {
        String tail = data.isEmpty() ? "" : "," + data;
        assertThat(malformed("{\"id\":5,\"mode\":0,\"twoway\":true" + tail + "}").answerTo()).isEqualTo(5);
        assertThat(malformed("{\"id\":5" + tail + ",\"twoway\":true,\"mode\":0}").answerTo()).isEqualTo(5);
        assertThat(malformed("{\"id\":5,\"mode\":0,\"twoway\":false" + tail + "}").answerTo()).isEqualTo(NOBODY);
        assertThat(malformed("{\"id\":5,\"mode\":0" + tail + "}").answerTo()).isEqualTo(NOBODY);
    }

    @ParameterizedTest
    @ValueSource(strings = { "5", "null", "\"/x\"" })
    void aSecondUrlIsRefusedWhateverTheFirstWas(String first) {
        String data = "{\"url\":" + first + ",\"url\":\"/x\"}";
        assertThat(malformed("{\"id\":5,\"mode\":0,\"twoway\":true,\"data\":" + data + "}").answerTo()).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(strings = { "1", "null", "\"true\"", "[]" })
    void aTwowayThatIsNoBooleanIsAnsweredSinceItIsNotFalse(String twoway) {
        Frame.Malformed bad = malformed("{\"id\":5,\"mode\":0,\"twoway\":" + twoway + ",\"data\":{\"url\":\"/x\"}}");
        assertThat(bad).isEqualTo(new Frame.Malformed(5, "twoway is true or false"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "\"id\":5,\"id\":5,\"mode\":0", "\"id\":5,\"mode\":0,\"id\":6",
            "\"id\":5,\"\\u0069d\":6,\"mode\":0", "\"id\":5,\"mode\":0,\"mode\":0", "\"mode\":1,\"id\":5,\"mode\":0" })
    void aSecondIdOrModeIsToldToNobody(String members) {
        Frame.Malformed bad = malformed("{" + members + ",\"twoway\":true,\"data\":{\"url\":\"/x\"}}");
        assertThat(bad.answerTo()).isEqualTo(NOBODY);
        assertThat(bad.reason()).startsWith("a second member");
    }

    @ParameterizedTest
    @ValueSource(strings = { "{}", "null", "5", "[]", "{\"data\":1}", "{\"status\":200,\"data\":1,\"data\":2}",
            "{\"status\":200},\"data\":{\"status\":200}" })
    void anAnswerWithoutAStatusOrWithTwoResultsIsDropped(String data) {
        assertThat(malformed("{\"id\":5,\"mode\":1,\"data\":" + data + "}").answerTo()).isEqualTo(NOBODY);
    }

    @ParameterizedTest
    @ValueSource(strings = { "null", "-1", "1.0", "\"4\"", "{}", "[4]", "9007199254740992", "{\"url\":\"/x\"}" })
    void anAbortOfNothingIsDropped(String data) {
        assertThat(malformed("{\"id\":5,\"mode\":2,\"twoway\":true,\"data\":" + data + "}").answerTo())
                .isEqualTo(NOBODY);
    }

    @ParameterizedTest
    @ValueSource(strings = { "{\"id\":5,\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"/x\",\"data\":[1,}}",
            "{\"id\":5,\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"/x\"}}x",
            "{\"id\":5,\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"/x\"}}{}",
            "{\"id\":5,\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"/\n\"}}",
            "{\"id\":5,\"mode\":0,\"twoway\":true" })
    void badJsonBehindTheIdIsAnswered(String text) {
        Frame.Malformed bad = malformed(text);
        assertThat(bad.answerTo()).isEqualTo(5);
        assertThat(bad.reason()).startsWith("not JSON: expected ");
    }

    @Test
    void nothingOfAFormerMessageIsTakenForThisOne() {
        malformed("{\"id\":5,\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"/x\",\"url\":\"/x\"}}");
        assertThat(malformed("{").answerTo()).isEqualTo(NOBODY);
        assertThat(malformed("{\"mode\":0,\"twoway\":true}").answerTo()).isEqualTo(NOBODY);
        assertThat(malformed("").answerTo()).isEqualTo(NOBODY);
        assertThat(reader.read("{\"id\":6,\"mode\":0,\"data\":{\"url\":\"/x\"}}"))
                .isEqualTo(new Frame.Request(6, false, "/x", null, -1));
    }

    static Map<String, String> beyond() {
        return Map.of("nested deeper than 62", "[".repeat(64) + "]".repeat(64),
                "a number of more than 800 digits", "1".repeat(801),
                "an exponent of more than 3 digits", "1e1000",
                "an object with more than 10000 members", IntStream.rangeClosed(0, 10_000)
                        .mapToObj(i -> "\"" + i + "\":0").collect(Collectors.joining(",", "{", "}")));
    }

    static Stream<Arguments> bounds() {
        return beyond().entrySet().stream().map(bound -> Arguments.of(bound.getKey(), bound.getValue()));
    }

    /** The Node.js package writes the mode last, behind the data that passes the bound. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("bounds")
    void aBoundIsToldByTheIdWhereverItStands(String bound, String value) {
        String data = "\"data\":{\"url\":\"/x\",\"data\":" + value + "}";
        Frame expected = new Frame.Malformed(5, bound);
        assertThat(reader.read("{\"id\":5,\"twoway\":true," + data + ",\"mode\":0}")).isEqualTo(expected);
        assertThat(reader.read("{" + data + ",\"mode\":0,\"twoway\":true,\"id\":5}")).isEqualTo(expected);
        assertThat(reader.read("{\"id\":5,\"mode\":0,\"twoway\":true," + data + "}")).isEqualTo(expected);
        assertThat(reader.read("{\"id\":5,\"mode\":0,\"other\":" + value + ",\"twoway\":true}"))
                .isEqualTo(expected);
        assertThat(malformed("{\"id\":5,\"twoway\":false," + data + ",\"mode\":0}").answerTo()).isEqualTo(NOBODY);
        assertThat(malformed("{\"id\":5," + data + ",\"mode\":1}").answerTo()).isEqualTo(NOBODY);
    }

    private Frame.Malformed malformed(String text) {
        return (Frame.Malformed) reader.read(text);
    }
}
