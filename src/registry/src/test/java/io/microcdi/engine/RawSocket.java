package io.microcdi.engine;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** A WebSocket client made by hand, which sends what no library would. */
final class RawSocket implements AutoCloseable {

    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int FIN = 0x80;
    private static final int MASKED = 0x80;

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;

    RawSocket(int port, String path) throws IOException {
        socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(10_000);
        in = new DataInputStream(socket.getInputStream());
        out = socket.getOutputStream();
        bytes(("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        if (!head.toString().startsWith("HTTP/1.1 101")) {
            throw new IOException(head.toString());
        }
    }

    /** Sends bytes as they are. */
    void bytes(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /** Sends a frame with a mask of zeros, which changes nothing. */
    void frame(int firstByte, byte[] payload) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(firstByte);
        if (payload.length < 126) {
            frame.write(MASKED | payload.length);
        } else {
            frame.write(MASKED | 127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                frame.write((int) ((long) payload.length >>> shift) & 0xff);
            }
        }
        frame.write(new byte[4]);
        frame.write(payload);
        bytes(frame.toByteArray());
    }

    /** Sends a text. */
    void text(String text) throws IOException {
        frame(FIN | TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends a text as a binary message. */
    void binary(String text) throws IOException {
        frame(FIN | BINARY, text.getBytes(StandardCharsets.UTF_8));
    }

    /** The next binary message, as text; fails if a text comes before it. */
    String nextBinary() throws IOException {
        int opcode = in.readUnsignedByte() & 0x0f;
        String message = new String(payload(), StandardCharsets.UTF_8);
        if (opcode != BINARY) {
            throw new IOException("opcode " + opcode + ": " + message);
        }
        return message;
    }

    /** The next text; {@code null} if the other side closes. */
    String nextText() throws IOException {
        for (;;) {
            int first = in.readUnsignedByte();
            byte[] payload = payload();
            if ((first & 0x0f) == TEXT) {
                return new String(payload, StandardCharsets.UTF_8);
            }
            if ((first & 0x0f) == CLOSE) {
                return null;
            }
        }
    }

    /** The code with which the other side closes; 1006 if it says none. */
    int closeCode() throws IOException {
        try {
            for (;;) {
                int first = in.readUnsignedByte();
                byte[] payload = payload();
                if ((first & 0x0f) == CLOSE) {
                    return payload.length < 2 ? 1005 : (payload[0] & 0xff) << 8 | payload[1] & 0xff;
                }
            }
        } catch (EOFException | SocketException e) {
            return 1006;
        }
    }

    private byte[] payload() throws IOException {
        int length = in.readUnsignedByte() & 0x7f;
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = (int) in.readLong();
        }
        return in.readNBytes(length);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
