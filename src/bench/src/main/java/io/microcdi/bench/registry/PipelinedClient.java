package io.microcdi.bench.registry;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.StringJoiner;

/**
 * Asks again and again without waiting for answers, up to a bound. On a plain socket and with many questions a write, so
 * that the client costs as little as it can and the server is what is measured. Where its path announces batches, it waits
 * for the hello that confirms them, and the questions of a write are one message (wire, sections 1 and 2).
 */
final class PipelinedClient implements AutoCloseable {

    private static final int IN_FLIGHT = 1_024;
    private static final int A_WRITE = 64;
    private static final String QUESTION = ",\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"/-/find\",\"data\":"
            + "{\"namespace\":\"" + Registries.NAMESPACE + "\",\"exclude\":[]}}}";
    private static final byte[] ANSWER = "\"mode\":1,".getBytes(US_ASCII);

    private final Socket socket;
    private final DataInputStream input;
    private final OutputStream output;
    private final boolean batches;
    private int id;

    PipelinedClient(int port, String path) throws IOException {
        batches = path.contains("batch");
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        input = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
        output = socket.getOutputStream();
        output.write(("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nUpgrade: websocket\r\n"
                + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                + "\r\n").getBytes(US_ASCII));
        readHead();
        if (batches && !new String(readMessage(), US_ASCII).contains("\"/-/hello\"")) {
            throw new IOException("the first message is no hello");
        }
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
                output.write(batches ? batch() : messages());
                inFlight += A_WRITE;
            }
            int came = readAnswers();
            inFlight -= came;
            answers += came;
        }
        while (inFlight > 0) {
            int came = readAnswers();
            inFlight -= came;
            answers += came;
        }
        return answers * 1e9 / (System.nanoTime() - begun);
    }

    private byte[] messages() throws IOException {
        ByteArrayOutputStream messages = new ByteArrayOutputStream(A_WRITE * (QUESTION.length() + 32));
        for (int i = 0; i < A_WRITE; i++) {
            write(question(), messages);
        }
        return messages.toByteArray();
    }

    private byte[] batch() throws IOException {
        StringJoiner batch = new StringJoiner(",", "[", "]");
        for (int i = 0; i < A_WRITE; i++) {
            batch.add(question());
        }
        ByteArrayOutputStream message = new ByteArrayOutputStream(batch.length() + 16);
        write(batch.toString(), message);
        return message.toByteArray();
    }

    private String question() {
        return "{\"id\":" + id++ + QUESTION;
    }

    /** A whole text message, masked as a client must, by a mask that changes nothing. */
    private static void write(String message, ByteArrayOutputStream frames) throws IOException {
        byte[] text = message.getBytes(US_ASCII);
        frames.write(0x81);
        frames.write(0x80 | 126);
        frames.write(text.length >> 8);
        frames.write(text.length);
        frames.write(new byte[4]);
        frames.write(text);
    }

    /** Takes a message; how many answers are in it. */
    private int readAnswers() throws IOException {
        byte[] message = readMessage();
        if (message[0] == '{') {
            return 1;
        }
        int answers = 0;
        for (int i = 0; i <= message.length - ANSWER.length; i++) {
            if (message[i] == '"' && Arrays.equals(message, i, i + ANSWER.length, ANSWER, 0, ANSWER.length)) {
                answers++;
            }
        }
        return answers;
    }

    private byte[] readMessage() throws IOException {
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
