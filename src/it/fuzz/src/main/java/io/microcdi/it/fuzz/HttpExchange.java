package io.microcdi.it.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.LocalTime;
import java.util.List;

/** Sends bytes to a server on this machine, each time from another loopback address, and reads what it answers. */
final class HttpExchange {

    private static final int PATIENCE_MILLIS = 20_000;
    private static final int MAX_ANSWER = 1 << 20;
    private static final String STREAM = "text/event-stream";
    private static int address;
    private static String end = "";

    private HttpExchange() {
    }

    /**
     * Sends bytes and returns the answers.
     *
     * @param ends whether the sending direction ends then. A server that waits for more of a request sees that none comes, and
     *        one that serves a request may take the peer for one that has gone
     */
    static List<HttpAnswer> send(int port, byte[] request, boolean ends) {
        boolean head = request.length > 5
                && new String(request, 0, 5, StandardCharsets.ISO_8859_1).equals("HEAD ");
        return HttpAnswer.read(exchange(port, request, ends), head);
    }

    /** Returns how the last exchange ended. */
    static String end() {
        return end;
    }

    private static byte[] exchange(int port, byte[] request, boolean ends) {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        try (Socket socket = new Socket()) {
            // a server bounds the connections and the log lines of one address
            address = (address + 1) % 60_000;
            socket.bind(new InetSocketAddress(InetAddress.getByAddress(
                    new byte[] { 127, 9, (byte) (1 + address / 250), (byte) (1 + address % 250) }), 0));
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
            socket.setSoLinger(true, 0);
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.setTcpNoDelay(true);
            end = "the connection was closed";
            try {
                socket.getOutputStream().write(request);
                if (ends) {
                    socket.shutdownOutput();
                }
                read(socket.getInputStream(), answer);
            } catch (SocketTimeoutException silent) {
                throw new AssertionError("no end of the answer within " + PATIENCE_MILLIS + " ms: "
                        + Texts.escaped(answer.toString(StandardCharsets.ISO_8859_1)), silent);
            } catch (IOException reset) {
                // a server may cut off a peer that has sent what it does not read
                end = reset + " at " + LocalTime.now();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return answer.toByteArray();
    }

    private static void read(InputStream in, ByteArrayOutputStream answer) throws IOException {
        byte[] part = new byte[8_192];
        for (int read = in.read(part); read >= 0; read = in.read(part)) {
            answer.write(part, 0, read);
            Input.check(answer.size() <= MAX_ANSWER, "an answer has a bound", answer.size());
            if (isStream(answer.toByteArray())) {
                return;
            }
        }
    }

    /** Returns whether the answer has no end. */
    private static boolean isStream(byte[] answer) {
        String head = new String(answer, 0, Math.min(answer.length, 600), StandardCharsets.ISO_8859_1);
        return head.contains(STREAM) && head.contains("\r\n\r\n");
    }
}
