package io.microcdi.testing.socket;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * One WebSocket frame as RFC 6455 writes it.
 *
 * @param opcode with the bit that says that the message ends here
 */
public record RawFrame(int opcode, byte[] payload) {

    /** A text in one frame. */
    public static final int TEXT = 0x81;
    /** A binary message in one frame. */
    public static final int BINARY = 0x82;
    /** The last frame of a link. */
    public static final int CLOSE = 0x88;
    /** A ping. */
    public static final int PING = 0x89;
    /** A pong. */
    public static final int PONG = 0x8A;

    /** The first part of a text. */
    public static final int TEXT_BEGIN = 0x01;
    /** A part of a message that is neither the first nor the last. */
    public static final int MORE = 0x00;

    private static final int LAST = 0x80;
    private static final int MASKED = 0x80;
    private static final int TWO_BYTES = 126;
    private static final int EIGHT_BYTES = 127;
    private static final int HEADER_MAX = 14;
    private static final int NO_STATUS = 1005;

    /** A text. */
    public static RawFrame text(String text) {
        return new RawFrame(TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /** A request of the wire as a text. */
    public static RawFrame request(long id, String url, String payload) {
        return text("{\"id\":" + id + ",\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"" + url + "\",\"data\":"
                + payload + "}}");
    }

    /** The heartbeat of a node: a registry removes an instance that sends none, whatever else it sends. */
    public static RawFrame heartbeat() {
        return text("{\"id\":0,\"mode\":0,\"twoway\":false,\"data\":{\"url\":\"/-/heartbeat\",\"data\":{}}}");
    }

    /** A close; the reason has at most 123 bytes. */
    public static RawFrame close(int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        return new RawFrame(CLOSE, ByteBuffer.allocate(2 + text.length).putShort((short) code).put(text).array());
    }

    /** Reads the next one, and takes its mask off. */
    public static RawFrame read(DataInputStream in) throws IOException {
        int opcode = in.readUnsignedByte();
        int second = in.readUnsignedByte();
        long length = second & ~MASKED;
        if (length == TWO_BYTES) {
            length = in.readUnsignedShort();
        } else if (length == EIGHT_BYTES) {
            length = in.readLong();
        }
        byte[] mask = in.readNBytes((second & MASKED) == 0 ? 0 : Integer.BYTES);
        byte[] payload = in.readNBytes(Math.toIntExact(length));
        if (payload.length < length) {
            throw new EOFException();
        }
        for (int i = 0; i < payload.length && mask.length > 0; i++) {
            payload[i] ^= mask[i % Integer.BYTES];
        }
        return new RawFrame(opcode, payload);
    }

    /** Whether the message ends here. */
    public boolean isLast() {
        return (opcode & LAST) != 0;
    }

    /** Whether it is a part of a message, not a ping, a pong or a close. */
    public boolean isData() {
        return (opcode & 0x08) == 0;
    }

    /** Its payload as a text. */
    public String asText() {
        return new String(payload, StandardCharsets.UTF_8);
    }

    /** The code of a close; 1005 if it has none. */
    public int closeCode() {
        return payload.length < 2 ? NO_STATUS : ByteBuffer.wrap(payload).getShort() & 0xffff;
    }

    /** Its bytes as a server sends them. */
    public byte[] bytes() {
        return bytes(0);
    }

    /** Its bytes as a client sends them: masked, with a mask of zeros. */
    public byte[] maskedBytes() {
        return bytes(MASKED);
    }

    /** The beginning of a frame of a client that claims to be longer. */
    public static byte[] begin(int opcode, long claimed, byte[] payload) {
        return bytes(opcode, MASKED, claimed, payload);
    }

    private byte[] bytes(int masked) {
        return bytes(opcode, masked, payload.length, payload);
    }

    private static byte[] bytes(int opcode, int masked, long length, byte[] payload) {
        ByteBuffer bytes = ByteBuffer.allocate(HEADER_MAX + payload.length).put((byte) opcode);
        if (length < TWO_BYTES) {
            bytes.put((byte) (masked | length));
        } else if (length < 1 << Short.SIZE) {
            bytes.put((byte) (masked | TWO_BYTES)).putShort((short) length);
        } else {
            bytes.put((byte) (masked | EIGHT_BYTES)).putLong(length);
        }
        if (masked != 0) {
            bytes.putInt(0);
        }
        bytes.put(payload);
        byte[] all = new byte[bytes.position()];
        bytes.flip().get(all);
        return all;
    }
}
