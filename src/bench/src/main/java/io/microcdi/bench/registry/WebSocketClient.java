package io.microcdi.bench.registry;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;

/** A plain socket that speaks WebSocket, so that a client costs as little as it can and the server is what is measured. */
final class WebSocketClient implements AutoCloseable {

    private final Socket socket;
    private final DataInputStream input;
    private final OutputStream output;

    /**
     * Connects.
     *
     * @param buffer how many bytes are read at once
     */
    WebSocketClient(int port, String path, int buffer) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        input = new DataInputStream(new BufferedInputStream(socket.getInputStream(), buffer));
        output = socket.getOutputStream();
        output.write(("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nUpgrade: websocket\r\n"
                + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                + "\r\n").getBytes(US_ASCII));
        readHead();
    }

    private void readHead() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) input.readUnsignedByte());
        }
        if (!head.toString().startsWith("HTTP/1.1 101 ")) {
            throw new IOException("not switched to WebSocket: " + head);
        }
    }

    /** Appends a whole text message, masked as a client must, by a mask that changes nothing. */
    static void append(String message, ByteArrayOutputStream frames) throws IOException {
        byte[] text = message.getBytes(US_ASCII);
        frames.write(0x81);
        frames.write(0x80 | 126);
        frames.write(text.length >> 8);
        frames.write(text.length);
        frames.write(new byte[4]);
        frames.write(text);
    }

    void write(ByteArrayOutputStream frames) throws IOException {
        output.write(frames.toByteArray());
    }

    byte[] readMessage() throws IOException {
        int kind = input.readUnsignedByte();
        int length = input.readUnsignedByte();
        if (kind != 0x81) {
            throw new IOException("a text message was expected, not a frame that begins with " + kind);
        }
        byte[] message = new byte[length == 126 ? input.readUnsignedShort()
                : length == 127 ? Math.toIntExact(input.readLong()) : length];
        input.readFully(message);
        return message;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
