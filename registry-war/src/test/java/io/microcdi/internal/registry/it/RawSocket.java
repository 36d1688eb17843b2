package io.microcdi.internal.registry.it;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A WebSocket handshake written byte by byte, since no client of the JDK sends what is no URI. */
final class RawSocket implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 10_000;

    private final Socket socket;
    private final String head;

    private RawSocket(Socket socket, String head) {
        this.socket = socket;
        this.head = head;
    }

    /**
     * Sends a handshake and reads the head of the answer.
     *
     * @param path as it stands in the request line
     * @param headers more lines, each with its end
     * @param behind what comes right behind it
     */
    static RawSocket handshake(int port, String path, String headers, int... behind) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        String request = "GET " + path + " HTTP/1.1\r\nHost: localhost:" + port + "\r\n"
                + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + headers + "\r\n";
        socket.getOutputStream().write(joined(request.getBytes(StandardCharsets.ISO_8859_1), behind));
        return new RawSocket(socket, readHead(socket.getInputStream()));
    }

    private static byte[] joined(byte[] first, int... then) {
        byte[] all = Arrays.copyOf(first, first.length + then.length);
        for (int i = 0; i < then.length; i++) {
            all[first.length + i] = (byte) then[i];
        }
        return all;
    }

    /** All that was answered. */
    String head() {
        return head;
    }

    int status() {
        return Integer.parseInt(head.split(" ")[1]);
    }

    /**
     * The code of the close frame that comes next.
     *
     * @return -1 where something else comes
     */
    int closeCode() throws IOException {
        InputStream in = socket.getInputStream();
        boolean close = in.read() == 0x88;
        int length = in.read();
        return close && length >= 2 ? in.read() << 8 | in.read() : -1;
    }

    /** Sends bytes, of frames or of something else. */
    void write(int... bytes) throws IOException {
        socket.getOutputStream().write(joined(new byte[0], bytes));
    }

    /** Whether the other side has ended the connection, or does so now. */
    boolean isEnded() throws IOException {
        try {
            while (socket.getInputStream().read() >= 0) {
                // what came before
            }
        } catch (SocketException reset) {
            return true;
        }
        return true;
    }

    /** Ends the connection by a reset, as the system of a process that crashed may do. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private static String readHead(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            head.write(next);
        }
        return head.toString(StandardCharsets.US_ASCII);
    }
}
