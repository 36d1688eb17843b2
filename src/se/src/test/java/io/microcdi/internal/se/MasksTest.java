package io.microcdi.internal.se;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Masks against what RFC 6455, 5.3 says of each byte. */
class MasksTest {

    private static final int KEY = 0x37fa213d;

    @Test
    void theExampleOfTheStandard() {
        // RFC 6455, 5.7: a single-frame masked text message
        ByteBuffer masked = ByteBuffer.wrap(new byte[] { 0x7f, (byte) 0x9f, 0x4d, 0x51, 0x58 });
        ByteBuffer text = ByteBuffer.allocate(5);
        Masks.move(masked, 5, text, KEY);
        assertThat(new String(text.array())).isEqualTo("Hello");
    }

    @ParameterizedTest
    @ValueSource(ints = { 0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 100, 1_001 })
    void ofAnyLength(int length) {
        byte[] payload = bytes(length);
        ByteBuffer masked = ByteBuffer.allocate(length);
        Masks.move(ByteBuffer.wrap(payload), length, masked, KEY);
        assertThat(masked.array()).isEqualTo(byteByByte(payload));
    }

    @Test
    void inPiecesOfAnyLength() {
        byte[] payload = bytes(60);
        for (int first = 0; first <= payload.length; first++) {
            for (int second = first; second <= payload.length; second++) {
                ByteBuffer from = ByteBuffer.wrap(payload);
                ByteBuffer masked = ByteBuffer.allocate(payload.length);
                int key = Masks.move(from, first, masked, KEY);
                key = Masks.move(from, second - first, masked, key);
                Masks.move(from, payload.length - second, masked, key);
                assertThat(masked.array()).as("%d, %d", first, second).isEqualTo(byteByByte(payload));
            }
        }
    }

    @Test
    void inPlace() {
        byte[] payload = bytes(100);
        ByteBuffer same = ByteBuffer.wrap(payload.clone());
        Masks.move(same.duplicate(), payload.length, same.duplicate(), KEY);
        assertThat(same.array()).isEqualTo(byteByByte(payload));
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static byte[] byteByByte(byte[] payload) {
        byte[] masked = new byte[payload.length];
        for (int i = 0; i < payload.length; i++) {
            masked[i] = (byte) (payload[i] ^ KEY >>> 24 - 8 * (i % 4));
        }
        return masked;
    }
}
