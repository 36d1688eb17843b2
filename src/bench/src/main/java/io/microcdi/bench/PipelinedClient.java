package io.microcdi.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;

/**
 * Asks again and again without waiting for answers, up to a bound. On a plain socket and with many messages a write, so
 * that the client costs as little as it can and the server is what is measured.
 */
final class PipelinedClient implements AutoCloseable {

    private static final int IN_FLIGHT = 1_024;
    private static final int A_WRITE = 64;
    private static final String QUESTION = ",\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"/-/find\",\"data\":"
            + "{\"namespace\":\"" + Registries.NAMESPACE + "\",\"exclude\":[]}}}";

    private final Socket socket;
    private final DataInputStream input;
    private final OutputStream output;
    private int id;

    PipelinedClient(int port, String path) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        input = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
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

    /** Asks for so long, and takes what is still to come. */
    double perSecond(Duration time) throws IOException {
        long begun = System.nanoTime();
        long answers = 0;
        int inFlight = 0;
        while (System.nanoTime() - begun < time.toNanos()) {
            while (inFlight <= IN_FLIGHT - A_WRITE) {
                output.write(questions());
                inFlight += A_WRITE;
            }
            for (int i = 0; i < A_WRITE; i++) {
                readAnswer();
            }
            inFlight -= A_WRITE;
            answers += A_WRITE;
        }
        for (; inFlight > 0; inFlight--) {
            readAnswer();
            answers++;
        }
        return answers * 1e9 / (System.nanoTime() - begun);
    }

    private byte[] questions() throws IOException {
        ByteArrayOutputStream frames = new ByteArrayOutputStream(A_WRITE * (QUESTION.length() + 32));
        for (int i = 0; i < A_WRITE; i++) {
            byte[] text = ("{\"id\":" + id++ + QUESTION).getBytes(US_ASCII);
            // a whole text message, masked as a client must, by a mask that changes nothing
            frames.write(0x81);
            frames.write(0x80 | 126);
            frames.write(text.length >> 8);
            frames.write(text.length);
            frames.write(new byte[4]);
            frames.write(text);
        }
        return frames.toByteArray();
    }

    private void readAnswer() throws IOException {
        int kind = input.readUnsignedByte();
        int length = input.readUnsignedByte();
        if (kind != 0x81) {
            throw new IOException("a text message was expected, not a frame that begins with " + kind);
        }
        input.skipNBytes(length == 126 ? input.readUnsignedShort() : length);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
