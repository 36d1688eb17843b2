package io.microcdi.bench.registry;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.StringJoiner;

/**
 * Asks again and again without waiting for answers, up to a bound, with many questions a write. Where its path announces
 * batches, it waits for the hello that confirms them, and the questions of a write are one message (wire, sections 1 and 2).
 */
final class PipelinedClient implements AutoCloseable {

    private static final int IN_FLIGHT = 1_024;
    private static final int A_WRITE = 64;
    private static final String QUESTION = ",\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"/-/find\",\"data\":"
            + "{\"namespace\":\"" + Registries.NAMESPACE + "\",\"exclude\":[]}}}";
    private static final byte[] ANSWER = "\"mode\":1,".getBytes(US_ASCII);

    private final WebSocketClient socket;
    private final boolean batches;
    private int id;

    PipelinedClient(int port, String path) throws IOException {
        batches = path.contains("batch");
        socket = new WebSocketClient(port, path, 1 << 16);
        if (batches && !new String(socket.readMessage(), US_ASCII).contains("\"/-/hello\"")) {
            throw new IOException("the first message is no hello");
        }
    }

    /** Asks for so long, and takes what is still to come. */
    double perSecond(Duration time) throws IOException {
        long begun = System.nanoTime();
        long answers = 0;
        int inFlight = 0;
        while (System.nanoTime() - begun < time.toNanos()) {
            while (inFlight <= IN_FLIGHT - A_WRITE) {
                socket.write(batches ? batch() : messages());
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

    private ByteArrayOutputStream messages() throws IOException {
        ByteArrayOutputStream messages = new ByteArrayOutputStream(A_WRITE * (QUESTION.length() + 32));
        for (int i = 0; i < A_WRITE; i++) {
            WebSocketClient.append(question(id++), messages);
        }
        return messages;
    }

    private ByteArrayOutputStream batch() throws IOException {
        StringJoiner batch = new StringJoiner(",", "[", "]");
        for (int i = 0; i < A_WRITE; i++) {
            batch.add(question(id++));
        }
        ByteArrayOutputStream message = new ByteArrayOutputStream(batch.length() + 16);
        WebSocketClient.append(batch.toString(), message);
        return message;
    }

    /** Asks for an instance of {@link Registries#NAMESPACE}. */
    static String question(int id) {
        return "{\"id\":" + id + QUESTION;
    }

    /** Takes a message; how many answers are in it. */
    private int readAnswers() throws IOException {
        byte[] message = socket.readMessage();
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

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
