package io.microcdi.internal.se;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.MicroNode;
import io.microcdi.config.ConfigKeys;
import io.microcdi.testing.socket.RawSocket;

/** A long frame is handed over as it comes, and nobody collects it. */
class LongFramesTest {

    private static final int WHOLE = 16 << 10;

    private final ByteArrayOutputStream read = new ByteArrayOutputStream();
    private final UnmaskingReader reader = new UnmaskingReader(part -> {
        byte[] bytes = new byte[part.remaining()];
        part.get(bytes);
        read.writeBytes(bytes);
    });

    private record Frame(int first, byte[] payload) {
    }

    @Test
    void eachPartIsAFrameOfTheSameMessage() throws IOException {
        byte[] message = random(50_000);
        handle(frame(0x81, message.length, message), 20_000);
        List<Frame> parts = frames();
        assertThat(parts).extracting(Frame::first).containsExactly(0x01, 0x00, 0x80);
        assertThat(payload(parts)).isEqualTo(message);
    }

    @Test
    void aFragmentHasAsManyPartsAsItComesIn() throws IOException {
        byte[] begin = random(WHOLE + 1);
        byte[] end = random(70_000);
        byte[] both = concat(frame(0x02, begin.length, begin), frame(0x80, end.length, end));
        handle(both, 10_000);
        List<Frame> parts = frames();
        assertThat(parts).extracting(Frame::first).startsWith(0x02).endsWith(0x80);
        assertThat(parts.subList(1, parts.size() - 1)).isNotEmpty().allMatch(part -> part.first() == 0);
        assertThat(payload(parts)).isEqualTo(concat(begin, end));
    }

    @ParameterizedTest
    @ValueSource(ints = { 16_384, 16_385, 65_535, 65_536, 100_000 })
    void partsThatComeAtOnceAreOneFrameAgain(int length) throws IOException {
        byte[] message = random(length);
        handle(frame(0x82, message.length, message), Integer.MAX_VALUE);
        assertThat(frames()).singleElement().satisfies(whole -> {
            assertThat(whole.first()).isEqualTo(0x82);
            assertThat(whole.payload()).isEqualTo(message);
        });
    }

    /** The header alone is not worth a part. */
    @Test
    void anotherLengthThanTheClaimedOneIsHandedOver() throws IOException {
        handle(frame(0x81, Long.MAX_VALUE >> 1, new byte[0]), Integer.MAX_VALUE);
        assertThat(read.size()).isZero();
        handle(random(300), 100);
        assertThat(frames()).hasSize(3).allMatch(part -> part.payload().length == 100);
    }

    /** Tyrus refuses them, but only when they are whole. A link would hold up to 4 MB before. */
    @ParameterizedTest
    @ValueSource(ints = { 0xC1, 0x83, 0x89, 0xF2 })
    void aLongFrameThatIsNoDataEndsTheLinkBeforeItIsWhole(int first) throws Exception {
        MicroNode node = MicroNode.builder("payments").registry("ws://127.0.0.1:1").listen("127.0.0.1", 0)
                .set(ConfigKeys.ADVERTISE_SELF_CHECK, false).set(ConfigKeys.DRAIN_TIMEOUT, Duration.ZERO).build();
        node.start();
        try (RawSocket socket = RawSocket.open(Integer.parseInt(node.key().substring(node.key().indexOf(':') + 1)),
                "/127.0.0.9/9000/shop")) {
            socket.write(frame(first, 3_000_000, random(100)));
            assertThat(socket.closeCode()).isEqualTo(1002);
        } finally {
            node.stop();
        }
    }

    private void handle(byte[] masked, int piece) {
        for (int from = 0; from < masked.length;) {
            int length = Math.min(masked.length - from, piece);
            reader.handle(ByteBuffer.wrap(masked, from, length));
            from += length;
        }
    }

    private List<Frame> frames() throws IOException {
        List<Frame> frames = new ArrayList<>();
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(read.toByteArray()));
        while (in.available() > 0) {
            int first = in.readUnsignedByte();
            long length = in.readUnsignedByte();
            length = length == 126 ? in.readUnsignedShort() : length == 127 ? in.readLong() : length;
            frames.add(new Frame(first, in.readNBytes((int) length)));
        }
        return frames;
    }

    private static byte[] payload(List<Frame> frames) {
        return frames.stream().map(Frame::payload).reduce(new byte[0], LongFramesTest::concat);
    }

    /** With a mask of zeros. */
    private static byte[] frame(int first, long claimed, byte[] payload) {
        return concat(ByteBuffer.allocate(14).put((byte) first).put((byte) 0xFF).putLong(claimed).array(), payload);
    }

    private static byte[] concat(byte[] first, byte[] then) {
        return ByteBuffer.allocate(first.length + then.length).put(first).put(then).array();
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}
