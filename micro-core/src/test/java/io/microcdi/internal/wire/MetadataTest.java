package io.microcdi.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The texts beside a payload, written and read, within their bounds (wire, Additions). */
class MetadataTest {

    private final FrameReader reader = new FrameReader(WireLimits.DEFAULT);

    @Test
    void itStandsBeforeThePayloadOfARequestAndOfAPush() {
        assertThat(FrameWriter.request(1, true, "\"/a\"", "[2]", 250, "{}")).isEqualTo(
                "{\"id\":1,\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"/a\",\"metadata\":{},\"data\":[2],\"timeout\":250}}");
        assertThat(FrameWriter.request(1, false, "\"/a\"", null, -1, "{}")).isEqualTo(
                "{\"id\":1,\"mode\":0,\"twoway\":false,\"data\":{\"url\":\"/a\",\"metadata\":{}}}");
        assertThat(FrameWriter.request(1, true, "\"/a\"", null, 0, "{}")).contains("\"timeout\":0");
    }

    @Test
    void aPeerThatKnowsNoneIsSentNone() {
        assertThat(FrameWriter.request(1, true, "\"/a\"", "2", 5, null))
                .isEqualTo(FrameWriter.request(1, true, "\"/a\"", "2", 5));
    }

    @Test
    void aCorrelationIdIsReadByTheOtherEnd() {
        assertThat(read(Metadata.ofCorrelationId("a\"b"))).isEqualTo(Map.of("correlation-id", "a\"b"));
        assertThat(read(Metadata.NONE)).isEmpty();
    }

    @Test
    void entriesKeepTheirOrder() {
        assertThat(read("{\"b\":\"1\",\"a\":\"2\",\"0-z9\":\"\",\"c\":\"4\"}"))
                .containsExactlyEntriesOf(ordered("b", "1", "a", "2", "0-z9", "", "c", "4"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "null", "5", "[]", "\"a\"" })
    void anythingButAnObjectIsRefused(String metadata) {
        assertThat(reader.read(frame(metadata))).isEqualTo(new Frame.Malformed(7, "metadata is an object of texts"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "{\"a\":1}", "{\"a\":null}", "{\"b\":\"1\",\"a\":{}}", "{\"a\":[],\"b\":\"1\"}" })
    void anEntryThatIsNoTextIsRefusedByItsName(String metadata) {
        assertThat(reader.read(frame(metadata))).isEqualTo(new Frame.Malformed(7, "the metadata \"a\" is no text"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "A", "a_b", "a b", "`", "{", "/", ":" })
    void aNameOfOtherCharactersIsRefused(String name) {
        assertThat(reader.read(frame("{\"b\":\"1\",\"" + name + "\":\"1\",\"c\":5}"))).isEqualTo(new Frame.Malformed(7,
                "the metadata has the name \"" + name + "\": expected 1 to 64 of a-z, 0-9 and -"));
    }

    @Test
    void aSecondEntryOfANameIsRefused() {
        assertThat(reader.read(frame("{\"a\":\"1\",\"a\":\"1\"}")))
                .isEqualTo(new Frame.Malformed(7, "the metadata \"a\" is there twice"));
    }

    /** A later line of the log must not be one of the peer. */
    @Test
    void aNameOfManyCharactersOrControlCharactersIsCut() {
        Frame.Malformed cut = (Frame.Malformed) reader.read(frame("{\"\\n" + "x".repeat(5_000) + "\":\"1\"}"));
        assertThat(cut.reason()).doesNotContain("\n").hasSizeLessThan(300);
    }

    @Test
    void aSecondMetadataIsRefused() {
        assertThat(reader.read(frame("{},\"metadata\":{\"a\":\"1\"}")))
                .isEqualTo(new Frame.Malformed(7, "a second member metadata"));
    }

    @Test
    void aNameHas64CharactersAtMost() {
        assertThat(read("{\"" + "a".repeat(64) + "\":\"1\"}")).hasSize(1);
        assertThat(reader.read(frame("{\"" + "a".repeat(65) + "\":\"1\"}"))).isInstanceOf(Frame.Malformed.class);
    }

    @Test
    void thereAre32EntriesAtMost() {
        assertThat(read(entries(32))).hasSize(32);
        assertThat(reader.read(frame(entries(33))))
                .isEqualTo(new Frame.Malformed(7, "the metadata has more than 32 texts"));
    }

    @Test
    void namesAndTextsHave8KibAtMostTogether() {
        int room = (8 << 10) - "a".length() - "b".length() - "1".length();
        assertThat(read("{\"a\":\"1\",\"b\":\"" + "x".repeat(room) + "\"}")).hasSize(2);
        assertThat(reader.read(frame("{\"a\":\"1\",\"b\":\"" + "x".repeat(room + 1) + "\"}")))
                .isEqualTo(new Frame.Malformed(7, "the metadata has more than 8192 bytes"));
    }

    @Test
    void theBoundCountsTheBytesOfUtf8() {
        for (String one : List.of("x", "\u00e9", "\u20ac", "\ud83d\ude00")) {
            int bytes = one.getBytes(StandardCharsets.UTF_8).length;
            String full = one.repeat(((8 << 10) - 1) / bytes);
            assertThat(read("{\"a\":\"" + full + "\"}")).as(one).hasSize(1);
            assertThat(reader.read(frame("{\"a\":\"" + full + one + "\"}"))).as(one)
                    .isInstanceOf(Frame.Malformed.class);
            int room = (8 << 10) - "correlation-id".length() - 128 - "a".length();
            assertThat(Metadata.fits(null, Map.of("a", one.repeat(room / bytes)))).as(one).isTrue();
            assertThat(Metadata.fits(null, Map.of("a", one.repeat(room / bytes + 1)))).as(one).isFalse();
        }
    }

    @Test
    void aCorrelationIdHasOneTo128VisibleAsciiCharacters() {
        assertThat(List.of("!", "~", "a-1", "x".repeat(128))).allMatch(Metadata::isCorrelationId);
        assertThat(List.of("", " ", "a b", "\u007f", "\u00e9", "\n", "x".repeat(129)))
                .noneMatch(Metadata::isCorrelationId);
        assertThat(Metadata.isCorrelationId(null)).isFalse();
    }

    private Map<String, String> read(String metadata) {
        return assertThat(reader.read(frame(metadata))).asInstanceOf(type(Frame.Request.class)).actual().metadata();
    }

    private static String frame(String metadata) {
        return "{\"id\":7,\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"/a\",\"metadata\":" + metadata
                + ",\"data\":1}}";
    }

    private static String entries(int count) {
        return IntStream.range(0, count).mapToObj(i -> "\"n" + i + "\":\"v\"")
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static Map<String, String> ordered(String... texts) {
        Map<String, String> ordered = new LinkedHashMap<>();
        for (int i = 0; i < texts.length; i += 2) {
            ordered.put(texts[i], texts[i + 1]);
        }
        return ordered;
    }
}
