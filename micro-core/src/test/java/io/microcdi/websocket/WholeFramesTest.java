package io.microcdi.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The headers of frames, by RFC 6455, 5.2. */
class WholeFramesTest {

    @ParameterizedTest
    @CsvSource({ "0, 8200", "125, 827d", "126, 827e007e", "65535, 827effff", "65536, 827f0000000000010000" })
    void lengthsOfAServer(int length, String header) {
        ByteBuffer frame = WholeFrames.of(List.of(new byte[length]), true, null);
        assertThat(hex(frame, header.length() / 2)).isEqualTo(header);
        assertThat(frame.remaining()).isEqualTo(length);
    }

    @ParameterizedTest
    @CsvSource({ "0, 8180", "125, 81fd", "126, 81fe007e", "65535, 81feffff", "65536, 81ff0000000000010000" })
    void lengthsOfAClient(int length, String header) {
        ByteBuffer frame = WholeFrames.of(List.of(new byte[length]), false, new MaskingKeys());
        assertThat(hex(frame, header.length() / 2)).isEqualTo(header);
        assertThat(frame.remaining()).isEqualTo(Integer.BYTES + length);
    }

    @Test
    void eachFrameHasAMaskOfItsOwn() {
        Set<Integer> seen = new HashSet<>();
        MaskingKeys keys = new MaskingKeys();
        for (int i = 0; i < 1_000; i++) {
            seen.add(WholeFrames.of(List.of(new byte[0]), true, keys).getInt(2));
        }
        // of four thousand million, so that two are the same once in some ten thousand runs
        assertThat(seen).hasSizeGreaterThan(998);
    }

    private static String hex(ByteBuffer frame, int length) {
        StringBuilder hex = new StringBuilder();
        for (int i = 0; i < length; i++) {
            hex.append("%02x".formatted(frame.get()));
        }
        return hex.toString();
    }
}
