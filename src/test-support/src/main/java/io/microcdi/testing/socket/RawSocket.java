package io.microcdi.testing.socket;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A WebSocket client made by hand, which sends bytes that no library would send, and reads only when it is told to. */
public final class RawSocket implements Closeable {

    private static final int PATIENCE_MILLIS = 40_000;
    /** So that the kernel takes little of a message that nobody reads. */
    private static final int RECEIVE_BUFFER = 8 << 10;
    private static final int LOST = 1006;

    private final Socket socket = new Socket();
    private DataInputStream in;
    private String head;

    private RawSocket() {
    }

    /**
     * Sends a handshake to loopback and reads the head of the answer, whatever it is.
     *
     * @param path as it stands in the request line
     * @param headers more lines, each with its end
     * @param behind the bytes right behind the handshake
     */
    public static RawSocket handshake(int port, String path, String headers, int... behind) throws IOException {
        return connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), "localhost:" + port, path,
                headers, behind);
    }

    /** Sends a handshake to a server and reads the head of the answer, whatever it is. */
    public static RawSocket handshake(URI server, String path, String headers) throws IOException {
        return connect(new InetSocketAddress(server.getHost(), server.getPort()), server.getAuthority(), path, headers);
    }

    /**
     * Opens a link on loopback.
     *
     * @throws IOException if the handshake is refused, with the head of the answer
     */
    public static RawSocket open(int port, String path) throws IOException {
        return handshake(port, path, "").accepted();
    }

    /** As {@link #open(int, String)}, on a server. */
    public static RawSocket open(URI server, String path) throws IOException {
        return handshake(server, path, "").accepted();
    }

    private static RawSocket connect(InetSocketAddress address, String host, String path, String headers,
            int... behind) throws IOException {
        RawSocket raw = new RawSocket();
        try {
            raw.socket.setReceiveBufferSize(RECEIVE_BUFFER);
            raw.socket.setTcpNoDelay(true);
            raw.socket.connect(address, PATIENCE_MILLIS);
            raw.socket.setSoTimeout(PATIENCE_MILLIS);
            raw.in = new DataInputStream(raw.socket.getInputStream());
            raw.write(joined(HttpHead.request(path, host, headers), behind));
            raw.head = HttpHead.read(raw.in);
            return raw;
        } catch (IOException | RuntimeException e) {
            raw.close();
            throw e;
        }
    }

    private RawSocket accepted() throws IOException {
        if (!head.startsWith("HTTP/1.1 101")) {
            close();
            throw new IOException(head);
        }
        return this;
    }

    private static byte[] joined(byte[] first, int... then) {
        byte[] all = Arrays.copyOf(first, first.length + then.length);
        for (int i = 0; i < then.length; i++) {
            all[first.length + i] = (byte) then[i];
        }
        return all;
    }

    /** The head of the answer to the handshake. */
    public String head() {
        return head;
    }

    /** The status of the answer to the handshake. */
    public int status() {
        return Integer.parseInt(head.split(" ")[1]);
    }

    /** Sends bytes, of frames or of something else. */
    public void write(int... bytes) throws IOException {
        write(joined(new byte[0], bytes));
    }

    /** Sends bytes as they are; waits while the other end does not read, until the socket is closed. */
    public void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** Sends a frame with a mask of zeros, which changes nothing. */
    public void frame(int firstByte, byte[] payload) throws IOException {
        write(new RawFrame(firstByte, payload).maskedBytes());
    }

    /** Sends a text. */
    public void text(String text) throws IOException {
        write(RawFrame.text(text).maskedBytes());
    }

    /** Sends a text as a binary message. */
    public void binary(String text) throws IOException {
        frame(RawFrame.BINARY, text.getBytes(StandardCharsets.UTF_8));
    }

    /** The next binary message, as text; fails if a text comes before it. */
    public String nextBinary() throws IOException {
        RawFrame frame = RawFrame.read(in);
        if (frame.opcode() != RawFrame.BINARY) {
            throw new IOException("opcode " + frame.opcode() + ": " + frame.asText());
        }
        return frame.asText();
    }

    /** The next text; {@code null} if the other end closes. */
    public String nextText() throws IOException {
        RawFrame frame = RawFrame.read(in);
        while (frame.opcode() != RawFrame.TEXT) {
            if (frame.opcode() == RawFrame.CLOSE) {
                return null;
            }
            frame = RawFrame.read(in);
        }
        return frame.asText();
    }

    /** The payload of the next pong, as text; passes over other frames. */
    public String nextPong() throws IOException {
        RawFrame frame = RawFrame.read(in);
        while (frame.opcode() != RawFrame.PONG) {
            frame = RawFrame.read(in);
        }
        return frame.asText();
    }

    /** The code by which the other end closes; 1005 if it says none, 1006 if the connection ends without a close. */
    public int closeCode() throws IOException {
        try {
            RawFrame frame = RawFrame.read(in);
            while (frame.opcode() != RawFrame.CLOSE) {
                frame = RawFrame.read(in);
            }
            return frame.closeCode();
        } catch (EOFException | SocketException e) {
            return LOST;
        }
    }

    /** The code by which the other end closes; 0 if it answers a ping instead. */
    public int closeCodeOrPong() throws IOException {
        frame(0x89, new byte[0]);
        try {
            RawFrame frame = RawFrame.read(in);
            while (frame.opcode() != RawFrame.CLOSE && frame.opcode() != RawFrame.PONG) {
                frame = RawFrame.read(in);
            }
            return frame.opcode() == RawFrame.PONG ? 0 : frame.closeCode();
        } catch (EOFException | SocketException e) {
            return LOST;
        }
    }

    /** Whether the other end has ended the connection, or does so in time. */
    public boolean isEnded() throws IOException {
        try {
            while (in.read() >= 0) {
                // the bytes that came before
            }
        } catch (SocketException reset) {
            return true;
        }
        return true;
    }

    /** Whether the other end has ended the connection in order, or does so in time; false if it resets the connection. */
    public boolean isEndedInOrder() throws IOException {
        try {
            while (in.read() >= 0) {
                // the bytes that came before
            }
            return true;
        } catch (SocketException reset) {
            return false;
        }
    }

    /** Ends the connection without a close frame, as a process that is killed does. */
    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** As {@link #close}, with FIN and not with RST: the kernel resets a connection with bytes that nobody has read. */
    public void finish() throws IOException {
        in.skipNBytes(in.available());
        socket.close();
    }

    /** As {@link #close}, with RST. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }
}
