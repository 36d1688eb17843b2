package io.microcdi.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.testing.Recording;

/** Which messages are frames (wire, Frames). */
class FrameReaderTest {

    private final FrameReader reader = new FrameReader(WireLimits.DEFAULT);

    static List<String> requestsInAnyOrder() {
        List<String> texts = new ArrayList<>();
        permute(List.of("\"id\":5", "\"mode\":0", "\"twoway\":true", "\"data\":{\"data\":[1],\"url\":\"/x\"}"), "",
                texts);
        return texts;
    }

    private static void permute(List<String> left, String text, List<String> texts) {
        if (left.isEmpty()) {
            texts.add("{" + text.substring(1) + "}");
        }
        for (String member : left) {
            permute(left.stream().filter(m -> !m.equals(member)).toList(), text + "," + member, texts);
        }
    }

    @ParameterizedTest
    @MethodSource("requestsInAnyOrder")
    void membersComeInAnyOrder(String text) {
        assertThat(reader.read(text)).isEqualTo(new Frame.Request(5, true, "/x", "[1]", -1));
    }

    @ParameterizedTest
    @CsvSource({ "0, 0", "1, 1", "9007199254740991, 9007199254740991" })
    void idsAreDigitsUpToWhatJavaScriptHoldsExactly(String id, long expected) {
        assertThat(reader.read(push(id))).isEqualTo(new Frame.Request(expected, false, "/x", null, -1));
    }

    @ParameterizedTest
    @ValueSource(strings = { "9007199254740992", "9999999999999999", "18446744073709551617", "-1", "-0", "1.0", "1e0",
            "\"1\"", "null", "true", "[1]", "{}" })
    void nothingElseIsAnId(String id) {
        assertThat(reader.read(push(id))).isEqualTo(new Frame.Malformed(-1, "no id"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "00", "007", "+1", "1." })
    void anInvalidNumberIsNoJson(String id) {
        assertThat(reader.read(push(id))).isInstanceOfSatisfying(Frame.Malformed.class,
                bad -> assertThat(bad.reason()).startsWith("not JSON"));
    }

    @Test
    void withoutTwowayItIsAPush() {
        assertThat(reader.read(push("3"))).isEqualTo(new Frame.Request(3, false, "/x", null, -1));
    }

    @Test
    void absentAndNullPayloadsAreToldApart() {
        assertThat(request("{\"url\":\"/x\"}").payload()).isNull();
        assertThat(request("{\"url\":\"/x\",\"data\":null}").payload()).isEqualTo("null");
    }

    @ParameterizedTest
    @ValueSource(strings = { "0", "\"\"", "\"a\\u0041\"", "[ 1 , 2 ]", "{ \"url\" : \"/y\" , \"id\":7 }", "-1.50e+3" })
    void aPayloadIsCutOutAsTheTextThatCame(String payload) {
        assertThat(request("{\"url\":\"/x\",\"data\":  " + payload + "\t}").payload()).isEqualTo(payload);
    }

    @Test
    void unknownMembersAreIgnored() {
        Frame frame = reader.read("{\"v\":[{}],\"id\":1,\"mode\":0,\"x\":{\"id\":9,\"mode\":2},\"data\":"
                + "{\"url\":\"/x\",\"status\":1,\"message\":2,\"url2\":3,\"traceparent\":\"t\"},\"e\":null}");
        assertThat(frame).isEqualTo(new Frame.Request(1, false, "/x", null, -1));
    }

    @Test
    void namesMayBeEscaped() {
        Frame frame = reader.read("{\"\\u0069d\":1,\"mod\\u0065\":0,\"\\u0064ata\":{\"\\u0075rl\":\"\\/x\\u0041\"}}");
        assertThat(frame).isEqualTo(new Frame.Request(1, false, "/xA", null, -1));
    }

    @ParameterizedTest
    @CsvSource({ "250, 250", "0, 0", "-1, -1", "1.5, -1", "null, -1", "\"5\", -1" })
    void aTimeoutIsWholeMilliseconds(String written, long read) {
        assertThat(request("{\"timeout\":" + written + ",\"url\":\"/x\"}").timeoutMillis()).isEqualTo(read);
    }

    @Test
    void resultsAndNothing() {
        assertThat(response("{\"status\":200,\"data\":{\"e\":1}}"))
                .isEqualTo(new Frame.Response(1, "200", "{\"e\":1}", null, true));
        assertThat(response("{\"status\":200,\"data\":null}").payload()).isEqualTo("null");
        assertThat(response("{\"status\":200}").payload()).isNull();
        assertThat(response("{\"status\":200}").isSuccess()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = { "404", "-1", "0", "\"200\"", "\"OK\"", "\"\"", "null", "true" })
    void anythingButTheNumber200IsAFailure(String status) {
        assertThat(response("{\"status\":" + status + "}").isSuccess()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', value = { "403, 403, 403", "\"403\", 0, 403", "\"A\\u0042\", 0, AB",
            "104, 104, 104",
            "1.5, 0, 1.5", "99999999999, 0, 99999999999" })
    void aStatusIsANumberOrAText(String written, int number, String text) {
        Frame.Response response = response("{\"status\":" + written + "}");
        assertThat(response.statusNumber()).isEqualTo(number);
        assertThat(response.statusText()).isEqualTo(text);
    }

    @Test
    void aMessageMayBeAbsentOrNull() {
        assertThat(response("{\"status\":500,\"data\":null,\"message\":\"b\\\"oom\"}").message()).isEqualTo("b\"oom");
        assertThat(response("{\"status\":500}").message()).isNull();
        assertThat(response("{\"status\":500,\"message\":null}").message()).isNull();
        assertThat(response("{\"status\":500,\"message\":{\"a\":1}}").message()).isEqualTo("{\"a\":1}");
    }

    @Test
    void onlyFalseSaysThatItWasNotExecuted() {
        assertThat(response("{\"status\":404,\"executed\":false}").executed()).isFalse();
        assertThat(response("{\"status\":404,\"executed\":0}").executed()).isTrue();
        assertThat(response("{\"status\":404}").executed()).isTrue();
    }

    @Test
    void anAbortNamesARequest() {
        assertThat(reader.read("{\"id\":30,\"twoway\":false,\"data\":29,\"mode\":2}"))
                .isEqualTo(new Frame.Abort(30, 29));
        assertThat(reader.read("{\"data\":0,\"mode\":2,\"id\":1}")).isEqualTo(new Frame.Abort(1, 0));
    }

    @Test
    void aFrameOfTheNodePackageIsRead() {
        List<String> wellFormed = Recording.frames().stream()
                .filter(text -> text.contains("\"id\"") && !text.contains("\"mode\":9")
                        && !text.equals("{\"id\":2,\"mode\":0,\"twoway\":true}"))
                .toList();
        assertThat(wellFormed).hasSizeGreaterThan(60).allSatisfy(
                text -> assertThat(reader.read(text)).as(text).isNotInstanceOf(Frame.Malformed.class));
    }

    private Frame.Request request(String data) {
        return (Frame.Request) reader.read("{\"id\":1,\"data\":" + data + ",\"mode\":0}");
    }

    private Frame.Response response(String data) {
        return (Frame.Response) reader.read("{\"id\":1,\"data\":" + data + ",\"mode\":1}");
    }

    private static String push(String id) {
        return "{\"id\":" + id + ",\"mode\":0,\"data\":{\"url\":\"/x\"}}";
    }
}
