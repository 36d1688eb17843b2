package io.microcdi.it.wire;

import java.io.IOException;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.microcdi.testing.socket.RawConnection;
import io.microcdi.testing.socket.RawServer;

/** A WebSocket server that answers requests with a result, or closes the link with a reason. */
final class ClosingServer implements AutoCloseable {

    private static final Pattern ID = Pattern.compile("\"id\":(\\d+)");
    private static final String CLOSE = "close ";

    private final RawServer server;
    private final String hello;
    private final UnaryOperator<String> answers;
    private volatile RawConnection last;
    private volatile boolean whole;

    /**
     * Starts the server.
     *
     * @param hello the first frame of each link, or {@code null} for none
     * @param answers the JSON text of the result for a request's frame, {@code null} for no answer, or
     *        {@link #closeWith(String)}
     */
    ClosingServer(String hello, UnaryOperator<String> answers) {
        this.hello = hello;
        this.answers = answers;
        server = new RawServer(this::serve);
    }

    static String closeWith(String reason) {
        return CLOSE + reason;
    }

    int port() {
        return server.port();
    }

    /** Takes the answers as the whole {@code data} of a frame, with their status, from now on. */
    void answerWhole() {
        whole = true;
    }

    /** Closes the link that was opened last. */
    void closeLast(String reason) throws IOException {
        last.close(1000, reason);
    }

    private void serve(RawConnection connection) throws IOException {
        connection.accept();
        last = connection;
        if (hello != null) {
            connection.send(hello);
        }
        for (String text = connection.receive(); text != null; text = connection.receive()) {
            answer(connection, text);
        }
    }

    private void answer(RawConnection connection, String text) throws IOException {
        String answer = answers.apply(text);
        Matcher id = ID.matcher(text);
        if (answer != null && answer.startsWith(CLOSE)) {
            connection.close(1000, answer.substring(CLOSE.length()));
        } else if (answer != null && id.find()) {
            String data = whole ? answer : "{\"status\":200,\"data\":" + answer + "}";
            connection.send("{\"id\":" + id.group(1) + ",\"mode\":1,\"data\":" + data + "}");
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
