package io.microcdi.it;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A node's link to the server under test, on a bare socket: it writes what it is given and reads nothing after the handshake. */
final class RawLink implements AutoCloseable {
    private static final int HANDSHAKE_MILLIS = 40_000;
    /** So that the kernel takes little of what nobody reads. */
    private static final int RECEIVE_BUFFER = 8 << 10;

    private final Socket socket = new Socket();

    private RawLink() {
    }

    /**
     * Dials, and completes the handshake.
     *
     * @param path
     *        of the other node on the server, as {@code /payments}
     * @param announcement
     *        how this node calls itself, as {@code 127.0.0.1/19111/svc}
     */
    static RawLink open(String path, String announcement) throws IOException {
        RawLink link = new RawLink();
        try {
            link.dial(path + "/" + announcement);
            return link;
        } catch (IOException | RuntimeException e) {
            link.close();
            throw e;
        }
    }

    private void dial(String path) throws IOException {
        URI server = Server.url("");
        socket.setReceiveBufferSize(RECEIVE_BUFFER);
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(server.getHost(), server.getPort()), HANDSHAKE_MILLIS);
        socket.setSoTimeout(HANDSHAKE_MILLIS);
        write(("GET " + path + " HTTP/1.1\r\nHost: " + server.getAuthority()
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                throw new IOException("The server ended the handshake of " + path + " after: " + head);
            }
            head.append((char) next);
        }
        if (!head.toString().startsWith("HTTP/1.1 101 ")) {
            throw new IOException("The server answered the handshake of " + path + ": " + head);
        }
    }

    /** A request as it travels. */
    static byte[] request(long id, String url, String payload) {
        return RawFrame.text("{\"id\":" + id + ",\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"" + url + "\",\"data\":"
                + payload + "}}").maskedBytes();
    }

    /** Writes bytes; waits where the other end does not read, until the socket is closed. */
    void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** Ends the connection without a close frame, as a process that is killed does. */
    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** As {@link #close}, with FIN and not with RST: the kernel resets a connection with bytes that nobody has read. */
    void finish() throws IOException {
        socket.getInputStream().skipNBytes(socket.getInputStream().available());
        socket.close();
    }

    /** As {@link #close}, with RST. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }
}
