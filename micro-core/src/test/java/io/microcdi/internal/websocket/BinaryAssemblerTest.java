package io.microcdi.internal.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.internal.link.Receiver;

class BinaryAssemblerTest {

    private static final int LIMIT = 8;

    private final List<String> told = new ArrayList<>();
    private boolean announced = true;
    private final BinaryAssembler assembler = new BinaryAssembler(new Recorder(), LIMIT, () -> announced);

    @ParameterizedTest
    @ValueSource(strings = { "", "a", "[1,2]", "\u00e4\u20ac\ud83d\ude00",
            "\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac", "\ufffd" })
    void theTextIsTheUtf8OfTheBytesHoweverTheyCome(String text) {
        byte[] bytes = text.getBytes(UTF_8);

        assembler.onMessage(ByteBuffer.wrap(bytes), true);
        assembler.onMessage(direct(bytes), true);
        assembler.onMessage(ByteBuffer.wrap(("x" + text + "y").getBytes(UTF_8), 1, bytes.length).slice(), true);
        for (byte one : bytes) {
            assembler.onMessage(direct(new byte[] { one }), false);
        }
        assembler.onMessage(ByteBuffer.allocate(0), true);

        assertThat(told).containsExactly(text, text, text, text);
    }

    @Test
    void aMessageInManyPartsLeavesNothingToTheNext() {
        part("[1", false);
        part(",2", false);
        part("]", true);
        part("3", true);

        assertThat(told).containsExactly("[1,2]", "3");
    }

    @Test
    void aMessageWithMoreCharactersThanAllowedIsRefusedOnce() {
        part("123456789", true);
        part("1", true);

        assertThat(told).containsExactly(
                "1009 a message of more than 8 characters (micro.max-message-size)");
    }

    @Test
    void aMessageWithMoreBytesThanAnyAllowedTextIsRefusedBeforeItsEnd() {
        for (int i = 0; i < 3; i++) {
            part("12345678", false);
            assertThat(told).isEmpty();
        }
        part("1", false);

        assertThat(told).hasSize(1).first().asString().startsWith("1009 ");
    }

    @ParameterizedTest
    @ValueSource(ints = { 0x80, 0xc3, 0xff })
    void bytesThatAreNotUtf8AreRefused(int octet) {
        assembler.onMessage(ByteBuffer.wrap(new byte[] { '"', (byte) octet, '"' }), true);
        part("1", true);

        assertThat(told).containsExactly("1007 not UTF-8");
    }

    @Test
    void nothingIsTakenFromWhoHasNotAnnouncedIt() {
        announced = false;

        part("1", true);
        part("2", true);

        assertThat(told).containsExactly("1003 binary messages are not understood");
    }

    /** The end of a message must not be taken for a message. */
    @Test
    void nothingIsToldOfAMessageWhosePartsWereDropped() {
        TextAssembler texts = new TextAssembler(new Recorder(), LIMIT);
        part("[1", false);
        texts.onMessage("[1", false);

        assembler.drop();
        texts.drop();
        part("2", true);
        texts.onMessage("2", true);

        assertThat(told).isEmpty();
    }

    private void part(String text, boolean last) {
        assembler.onMessage(ByteBuffer.wrap(text.getBytes(UTF_8)), last);
    }

    private static ByteBuffer direct(byte[] bytes) {
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    private final class Recorder implements Receiver {

        @Override
        public void text(String message) {
            told.add(message);
        }

        @Override
        public void alive() {
            told.add("alive");
        }

        @Override
        public void refuse(int code, String reason) {
            told.add(code + " " + reason);
        }

        @Override
        public void closed(int code, String reason) {
            told.add("closed");
        }
    }
}
