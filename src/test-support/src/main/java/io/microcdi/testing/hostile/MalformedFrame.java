package io.microcdi.testing.hostile;

import java.nio.charset.StandardCharsets;

import io.microcdi.testing.socket.RawFrame;

/** Frames that are wrong, for JSON, for the wire or for WebSocket. */
public enum MalformedFrame {

    EMPTY(""), NO_JSON("hello"), NO_MEMBERS("{}"), NUMBER("42"), NULL("null"),
    ARRAY("[{\"id\":1,\"mode\":0,\"twoway\":false,\"data\":{\"url\":\"/x\"}}]"),
    NO_ID("{\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"/x\"}}"),
    NEGATIVE_ID("{\"id\":-1,\"mode\":0,\"data\":{\"url\":\"/x\"}}"),
    HUGE_ID("{\"id\":9007199254740992,\"mode\":0,\"data\":{\"url\":\"/x\"}}"),
    UNKNOWN_MODE("{\"id\":900000001,\"mode\":3,\"data\":{}}"),
    TEXT_AS_MODE("{\"id\":900000002,\"mode\":\"0\",\"data\":{\"url\":\"/x\"}}"),
    ID_TWICE("{\"id\":900000003,\"id\":900000003,\"mode\":0,\"data\":{\"url\":\"/x\"}}"),
    URL_TWICE("{\"id\":900000004,\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"/x\",\"url\":\"/x\"}}"),
    MORE_BEHIND("{\"id\":900000005,\"mode\":0,\"data\":{\"url\":\"/x\"}} {}"),
    CUT_OFF("{\"id\":900000006,\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"/x"),
    DEEP("{\"id\":900000007,\"mode\":0,\"data\":{\"url\":\"/x\",\"data\":" + "[".repeat(5_000) + "]".repeat(5_000)
            + "}}"),
    LONG_NUMBER("{\"id\":900000008,\"mode\":0,\"data\":{\"url\":\"/x\",\"data\":" + "9".repeat(10_000) + "}}"),
    UNASKED_ANSWER("{\"id\":900000009,\"mode\":1,\"data\":{\"status\":200,\"data\":1}}"),
    UNKNOWN_ABORT("{\"id\":900000010,\"mode\":2,\"data\":900000011}"),
    CONTROL_CHARACTER("{\"id\":900000012,\"mode\":0,\"data\":{\"url\":\"/\u0000\n\"}}"),

    BINARY(RawFrame.BINARY, "{}"), NO_UTF8(RawFrame.TEXT, "{\"\u00ff\u00fe\":1}"),
    RESERVED_OPCODE(0x83, "x"), RESERVED_BIT(0xC1, "x"), FRAGMENTED_PING(0x09, "x"),
    LONG_PING(RawFrame.PING, "x".repeat(126));

    private final boolean closing;
    private final byte[] bytes;

    /** A text after which the link lives. */
    MalformedFrame(String text) {
        closing = false;
        bytes = RawFrame.text(text).maskedBytes();
    }

    /** A frame after which the link is closed. */
    MalformedFrame(int first, String latin1) {
        closing = true;
        bytes = new RawFrame(first, latin1.getBytes(StandardCharsets.ISO_8859_1)).maskedBytes();
    }

    /** Whether the link must be closed. */
    public boolean isClosing() {
        return closing;
    }

    /** The frame as it is sent. */
    public byte[] bytes() {
        return bytes.clone();
    }
}
