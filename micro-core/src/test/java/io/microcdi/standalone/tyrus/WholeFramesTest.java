package io.microcdi.standalone.tyrus;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The headers of frames, by RFC 6455, 5.2. */
class WholeFramesTest {

    @ParameterizedTest
    @CsvSource({ "0, 8200", "125, 827d", "126, 827e007e", "65535, 827effff", "65536, 827f0000000000010000" })
    void lengthsOfAServer(int length, String header) {
        ByteBuffer frame = WholeFrames.of(List.of(new byte[length]), true);
        assertThat(hex(frame, header.length() / 2)).isEqualTo(header);
        assertThat(frame.remaining()).isEqualTo(length);
    }

    private static String hex(ByteBuffer frame, int length) {
        StringBuilder hex = new StringBuilder();
        for (int i = 0; i < length; i++) {
            hex.append("%02x".formatted(frame.get()));
        }
        return hex.toString();
    }
}
