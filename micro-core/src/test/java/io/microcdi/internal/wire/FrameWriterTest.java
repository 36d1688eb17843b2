package io.microcdi.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.microcdi.testing.Json;

/** Written frames, checked by JSON-P and by the reader of the other end. */
class FrameWriterTest {

    private static final String URL = "\"/a\"";
    private static final List<String> PAYLOADS = List.of("null", "0", "-1.5e3", "\"\"", "\"}\\\"\"", "[]", "[1,{}]",
            "{\"a\":{\"b\":null}}");

    static List<String> payloads() {
        return PAYLOADS;
    }

    @Test
    void aRequest() {
        assertSame(FrameWriter.request(3, true, URL, null, -1),
                "{\"id\":3,\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"/a\"}}");
        assertSame(FrameWriter.request(3, true, URL, "[1]", 250),
                "{\"id\":3,\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"/a\",\"data\":[1],\"timeout\":250}}");
        assertSame(FrameWriter.request(0, true, URL, null, 0),
                "{\"id\":0,\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"/a\",\"timeout\":0}}");
    }

    @Test
    void aPush() {
        assertSame(FrameWriter.request(4, false, URL, "{}", -1),
                "{\"id\":4,\"mode\":0,\"twoway\":false,\"data\":{\"url\":\"/a\",\"data\":{}}}");
    }

    @Test
    void aResultAndNothing() {
        assertSame(FrameWriter.result(5, "42"),
                "{\"id\":5,\"mode\":1,\"twoway\":false,\"data\":{\"status\":200,\"data\":42}}");
        assertSame(FrameWriter.result(5, null), "{\"id\":5,\"mode\":1,\"twoway\":false,\"data\":{\"status\":200}}");
    }

    @Test
    void aFailureHasNullAsItsData() {
        assertSame(FrameWriter.failure(6, "403", "for\"bidden\n", false),
                "{\"id\":6,\"mode\":1,\"twoway\":false,\"data\":"
                        + "{\"status\":403,\"data\":null,\"message\":\"for\\\"bidden\\n\"}}");
        assertSame(FrameWriter.failure(6, "\"OUT_OF_STOCK\"", null, false),
                "{\"id\":6,\"mode\":1,\"twoway\":false,\"data\":{\"status\":\"OUT_OF_STOCK\",\"data\":null}}");
        assertSame(FrameWriter.failure(6, "404", "/x", true), "{\"id\":6,\"mode\":1,\"twoway\":false,\"data\":"
                + "{\"status\":404,\"data\":null,\"message\":\"/x\",\"executed\":false}}");
    }

    @Test
    void aFailureMayHaveABody() {
        assertSame(FrameWriter.failure(6, "400", "bad", "{\"violations\":[]}", true),
                "{\"id\":6,\"mode\":1,\"twoway\":false,\"data\":{\"status\":400,\"data\":{\"violations\":[]},"
                        + "\"message\":\"bad\",\"executed\":false}}");
    }

    @Test
    void anAbortNamesTheRequestAndHasItsOwnId() {
        assertSame(FrameWriter.abort(8, 7), "{\"id\":8,\"mode\":2,\"twoway\":false,\"data\":7}");
    }

    @ParameterizedTest
    @MethodSource("payloads")
    void isReadByTheOtherEnd(String payload) {
        FrameReader reader = new FrameReader(WireLimits.DEFAULT);
        assertThat(reader.read(FrameWriter.request(Frame.MAX_ID, true, URL, payload, 5)))
                .isEqualTo(new Frame.Request(Frame.MAX_ID, true, "/a", payload, 5));
        assertThat(reader.read(FrameWriter.request(0, false, URL, payload, -1)))
                .isEqualTo(new Frame.Request(0, false, "/a", payload, -1));
        assertThat(reader.read(FrameWriter.result(1, payload)))
                .isEqualTo(new Frame.Response(1, "200", payload, null, true));
        assertThat(reader.read(FrameWriter.failure(2, "500", payload, false)))
                .isEqualTo(new Frame.Response(2, "500", "null", payload, true));
        assertThat(reader.read(FrameWriter.failure(2, "\"s\"", null, true)))
                .isEqualTo(new Frame.Response(2, "\"s\"", "null", null, false));
        assertThat(reader.read(FrameWriter.abort(3, Frame.MAX_ID))).isEqualTo(new Frame.Abort(3, Frame.MAX_ID));
    }

    private static void assertSame(String written, String expected) {
        assertThat(Json.value(written)).isEqualTo(Json.value(expected));
    }
}
