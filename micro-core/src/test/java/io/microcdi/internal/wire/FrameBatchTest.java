package io.microcdi.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A message that is an array of frames (wire, Additions). */
class FrameBatchTest {

    private static final String FRAME = frame(1, "0");

    private final FrameReader reader = batching();
    private final FrameReader plain = new FrameReader(WireLimits.DEFAULT);

    @ParameterizedTest
    @ValueSource(ints = { 1, 2, 1024 })
    void holdsOneTo1024FramesInOrder(int count) {
        List<Frame> frames = read(batch(count));
        assertThat(frames).hasSize(count);
        assertThat(frames).extracting(frame -> ((Frame.Request) frame).id())
                .containsExactlyElementsOf(IntStream.range(0, count).mapToObj(Long::valueOf).toList());
    }

    @Test
    void holdsEveryKindOfFrame() {
        assertThat(read(
                "[" + FRAME + ",{\"id\":2,\"mode\":1,\"data\":{\"status\":200}},{\"id\":3,\"mode\":2,\"data\":1}]"))
                .containsExactly(new Frame.Request(1, true, "/x", "0", -1),
                        new Frame.Response(2, "200", null, null, true), new Frame.Abort(3, 1));
    }

    @ParameterizedTest
    @ValueSource(strings = { "[]", "[ ]", "[", "[,]", "[{}", "[{},]", "[{}}", "[{}]x", "[{}][{}]", "[{} {}]" })
    void isRefusedWhereItIsNotWellFormedAsAWhole(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(JsonSyntaxException.class);
        assertThatThrownBy(() -> read(text.replace("{}", FRAME))).isInstanceOf(JsonSyntaxException.class);
    }

    @Test
    void isRefusedWith1025Frames() {
        assertThatThrownBy(() -> read(batch(1025))).isInstanceOf(JsonSyntaxException.class)
                .hasMessageContaining("at most 1024 frames");
    }

    @ParameterizedTest
    @ValueSource(strings = { "null", "5", "\"x\"", "{}", "[]", "[[]]", "{\"id\":9,\"mode\":7}",
            "{\"id\":9,\"id\":9,\"mode\":0}", "{\"id\":9,\"mode\":2,\"data\":{}}" })
    void anElementThatIsNoFrameIsDroppedAlone(String element) {
        List<Frame> frames = read("[" + frame(1, "0") + "," + element + "," + frame(2, "[]") + "]");
        assertThat(frames).hasSize(3);
        assertThat(frames.get(0)).isEqualTo(new Frame.Request(1, true, "/x", "0", -1));
        assertThat(frames.get(1)).isInstanceOfSatisfying(Frame.Malformed.class,
                bad -> assertThat(bad.answerTo()).isEqualTo(-1));
        assertThat(frames.get(2)).isEqualTo(new Frame.Request(2, true, "/x", "[]", -1));
    }

    @Test
    void anArrayInsideIsNoFrameEvenIfItHoldsSome() {
        assertThat(read("[[" + FRAME + "]]")).singleElement().isInstanceOf(Frame.Malformed.class);
    }

    @Test
    void aFrameBeyondABoundDoesNotHarmTheOthers() {
        List<Frame> frames = read("[" + frame(1, "1e9999") + "," + frame(2, "0") + "," + frame(3, deep(63)) + "]");
        assertThat(frames).containsExactly(new Frame.Malformed(1, "an exponent of more than 3 digits"),
                new Frame.Request(2, true, "/x", "0", -1), new Frame.Malformed(3, "nested deeper than 62"));
    }

    /** Whether frames travel together is the link's business: no call may fail for it. */
    @Test
    void aFrameMayBeAsDeepAsOneThatTravelsAlone() {
        Frame deepest = new Frame.Request(1, true, "/x", deep(62), -1);
        assertThat(plain.read(frame(1, deep(62)))).isEqualTo(deepest);
        assertThat(read("[" + frame(1, deep(62)) + "]")).containsExactly(deepest);
    }

    @Test
    void spaceIsAllowedWhereJsonAllowsIt() {
        String text = " \n[ " + FRAME + " ,\t" + FRAME + " ] ";
        assertThat(reader.isBatch(text)).isTrue();
        assertThat(read(text)).hasSize(2);
    }

    @Test
    void isReadOnlyFromAPeerThatAnnouncedBatches() {
        assertThat(reader.isBatch("[]")).isTrue();
        assertThat(plain.isBatch("[]")).isFalse();
        assertThat(plain.read("[" + FRAME + "]")).isEqualTo(new Frame.Malformed(-1, "a frame is an object"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "", " ", "{}", " {", "5", "\"[\"", "x[" })
    void anythingButAnArrayIsALoneFrame(String text) {
        assertThat(reader.isBatch(text)).isFalse();
    }

    private static FrameReader batching() {
        FrameReader reader = new FrameReader(WireLimits.DEFAULT);
        reader.enableBatches();
        return reader;
    }

    private List<Frame> read(String text) {
        List<Frame> frames = new ArrayList<>();
        reader.readBatch(text, frames);
        return frames;
    }

    private static String batch(int count) {
        return IntStream.range(0, count).mapToObj(i -> frame(i, "0")).collect(Collectors.joining(",", "[", "]"));
    }

    private static String frame(long id, String payload) {
        return FrameWriter.request(id, true, "\"/x\"", payload, -1);
    }

    private static String deep(int depth) {
        return "[".repeat(depth) + "]".repeat(depth);
    }
}
