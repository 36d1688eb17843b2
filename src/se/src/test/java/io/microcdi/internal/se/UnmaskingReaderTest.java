package io.microcdi.internal.se;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames of a client, however they are cut, come out as those of who masks nothing; long ones in parts. */
class UnmaskingReaderTest {

    private final ByteArrayOutputStream read = new ByteArrayOutputStream();
    private final UnmaskingReader reader = new UnmaskingReader(part -> {
        byte[] bytes = new byte[part.remaining()];
        part.get(bytes);
        read.writeBytes(bytes);
    });

    private final List<byte[]> messages = IntStream
            .of(0, 1, 125, 126, 127, 200, 7_000, 16_383, 16_384, 3, 0, 0, 8)
            .mapToObj(length -> {
                byte[] message = new byte[length];
                new Random(length).nextBytes(message);
                return message;
            }).toList();
    private final byte[] masked = masked(messages);
    private final byte[] unmasked = bytes(WholeFrames.of(messages, true));

    /** Each frame with a mask of its own, put on byte by byte. */
    private static byte[] masked(List<byte[]> messages) {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        Random keys = new Random(7);
        for (byte[] message : messages) {
            ByteBuffer plain = WholeFrames.of(List.of(message), true);
            int header = plain.remaining() - message.length;
            byte[] key = new byte[4];
            keys.nextBytes(key);
            for (int i = 0; i < header; i++) {
                frames.write(plain.get(i) | (i == 1 ? 0x80 : 0));
            }
            frames.writeBytes(key);
            for (int i = 0; i < message.length; i++) {
                frames.write(message[i] ^ key[i % 4]);
            }
        }
        return frames.toByteArray();
    }

    @Test
    void atOnce() {
        reader.handle(ByteBuffer.wrap(masked));
        assertThat(read.toByteArray()).isEqualTo(unmasked);
    }

    @Test
    void byteByByte() {
        for (byte one : masked) {
            reader.handle(ByteBuffer.wrap(new byte[] { one }));
        }
        assertThat(read.toByteArray()).isEqualTo(unmasked);
    }

    @Test
    void inPiecesOfAnyLength() {
        Random lengths = new Random(1);
        for (int round = 0; round < 200; round++) {
            read.reset();
            for (int from = 0; from < masked.length;) {
                int length = Math.min(masked.length - from, 1 + lengths.nextInt(round % 2 == 0 ? 20 : 20_000));
                reader.handle(ByteBuffer.wrap(masked, from, length));
                from += length;
            }
            assertThat(read.toByteArray()).as("round %d", round).isEqualTo(unmasked);
        }
    }

    /** RFC 6455, 5.1, whatever the frame is and however its bytes come. */
    @ParameterizedTest
    @ValueSource(ints = { 0x81, 0x82, 0x01, 0x00, 0x80, 0x88, 0x89, 0x8A })
    void aFrameWithoutAMaskIsReplacedByOneThatTyrusRefusesAtOnce(int first) {
        reader.handle(ByteBuffer.wrap(masked));
        reader.handle(ByteBuffer.wrap(new byte[] { (byte) first }));
        reader.handle(ByteBuffer.wrap(new byte[] { 3, 'a', 'b', 'c' }));
        reader.handle(ByteBuffer.wrap(masked));
        assertThat(read.toByteArray()).startsWith(unmasked).hasSize(unmasked.length + 2)
                .endsWith(first | 0x40, 0);
    }

    /** Its length would be in bytes that never come. */
    @ParameterizedTest
    @ValueSource(ints = { 0, 1, 125, 126, 127 })
    void aFrameWithoutAMaskIsRefusedBeforeItsLengthIsKnown(int lengthCode) {
        reader.handle(ByteBuffer.wrap(new byte[] { (byte) 0x81, (byte) lengthCode }));
        assertThat(read.toByteArray()).isEqualTo(new byte[] { (byte) 0xC1, 0 });
    }

    /** A length of which the first bit is set would be one below zero. */
    @Test
    void aLengthThatMustNotBeIsRefused() {
        byte[] header = { (byte) 0x82, (byte) 0xff, -128, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 };
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            reader.handle(ByteBuffer.wrap(header));
            reader.handle(ByteBuffer.wrap(new byte[] { 1, 2, 3 }));
        });
        assertThat(read.toByteArray()).isEqualTo(new byte[] { (byte) 0xC2, 0 });
    }

    /** It would be collected until it is whole, up to the largest frame of Tyrus. */
    @ParameterizedTest
    @ValueSource(ints = { 0xC2, 0xA1, 0x90, 0x83, 0x07, 0x89, 0x88 })
    void aLongFrameThatMustNotBeIsReplacedByOneThatTyrusRefusesAtOnce(int first) {
        byte[] header = { (byte) first, (byte) 0xff, 0, 0, 0, 0, 0, 0x30, 0, 0, 0, 0, 0, 0 };
        reader.handle(ByteBuffer.wrap(header));
        reader.handle(ByteBuffer.wrap(new byte[64 << 10]));
        reader.handle(ByteBuffer.wrap(masked));
        assertThat(read.toByteArray()).isEqualTo(new byte[] { (byte) (first | 0x40), 0 });
    }

    @Test
    void aFrameOfTheLargestLengthIsHandedOverInParts() {
        byte[] header = { (byte) 0x82, (byte) 0xff, 127, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0 };
        reader.handle(ByteBuffer.wrap(header));
        reader.handle(ByteBuffer.wrap(new byte[] { 1, 2, 3 }));
        assertThat(read.toByteArray()).isEqualTo(new byte[] { 0x02, 3, 1, 2, 3 });
    }

    @Test
    void aReadDocumentIsNotChanged() {
        byte[] before = masked.clone();
        ByteBuffer given = ByteBuffer.wrap(masked);
        reader.handle(given.asReadOnlyBuffer());
        assertThat(masked).isEqualTo(before);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
