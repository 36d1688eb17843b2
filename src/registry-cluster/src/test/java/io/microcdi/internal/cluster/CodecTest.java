package io.microcdi.internal.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.Test;

class CodecTest {

    private final Codec codec = new Codec(null);

    private byte[] ask() throws IOException {
        return codec.write(new Codec.Message(Codec.Kind.ASK, "r1/1", "ws://r1", "token", 7, false, List.of(), List.of(),
                ""));
    }

    private Codec.Message read(byte[] bytes) throws IOException {
        return codec.read(bytes, 0, bytes.length);
    }

    @Test
    void aMessageIsReadAsItWasWritten() throws IOException {
        assertThat(read(ask()).owner()).isEqualTo("r1/1");
        assertThat(ask()[0]).as("changed with the form of the messages").isEqualTo((byte) 3);
    }

    /** Its form is not known: only the first byte is read. */
    @Test
    void aMessageOfAnotherVersionIsToldApart() {
        assertThatThrownBy(() -> read(new byte[] { 1 })).isInstanceOf(Codec.OtherVersionException.class)
                .hasMessage("messages of version 1 instead of 3");
        assertThatThrownBy(() -> read(new byte[] { 4, -1, -1 })).isInstanceOf(Codec.OtherVersionException.class);
    }

    @Test
    void aMessageOfAnUnknownKindIsToldApart() throws IOException {
        byte[] bytes = new String(ask(), StandardCharsets.ISO_8859_1).replace("ASK", "NEW")
                .getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> read(bytes)).isInstanceOf(Codec.OtherVersionException.class)
                .hasMessage("messages of the unknown kind NEW");
    }

    @Test
    void aBrokenMessageIsNone() {
        assertThatThrownBy(() -> read(new byte[] { 3, 0 })).isInstanceOf(IOException.class)
                .isNotInstanceOf(Codec.OtherVersionException.class);
    }
}
