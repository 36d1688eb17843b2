package io.microcdi.it.hostile;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** Connects that become no link: scanners, broken proxies and processes that crash make them. */
enum BadConnect {

    /** A handshake whose path the node refuses. */
    REFUSED_PATH(true) {
        @Override
        void use(Socket socket, int number) throws IOException {
            write(socket, handshake(REFUSED_PATHS.get(number % REFUSED_PATHS.size())));
            readLittle(socket);
            write(socket, EMPTY_CLOSE);
        }
    },

    /** A handshake; the connection ends right after the request. */
    CLOSED_HANDSHAKE(true) {
        @Override
        void use(Socket socket, int number) throws IOException {
            write(socket, handshake(acceptedPath(number)));
        }
    },

    /** A handshake; a reset follows right after the request. */
    RESET_HANDSHAKE(true) {
        @Override
        void use(Socket socket, int number) throws IOException {
            write(socket, handshake(acceptedPath(number)));
            socket.setSoLinger(true, 0);
        }
    },

    /** Half a request; the connection stays open and idle. */
    HALF_OPEN(false) {
        @Override
        void use(Socket socket, int number) throws IOException {
            byte[] request = handshake(acceptedPath(number));
            socket.getOutputStream().write(request, 0, request.length / 2);
        }
    },

    /** Bytes that are no HTTP. */
    GARBAGE_REQUEST(true) {
        @Override
        void use(Socket socket, int number) throws IOException {
            write(socket, garbage(number));
            write(socket, "\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }
    },

    /** A good handshake, then bytes that are no frames, or frames that RFC 6455 forbids. */
    GARBAGE_FRAMES(true) {
        @Override
        void use(Socket socket, int number) throws IOException {
            write(socket, handshake(acceptedPath(number)));
            readLittle(socket);
            int kind = number % (FORBIDDEN_FRAMES.size() + 1);
            write(socket, kind == FORBIDDEN_FRAMES.size() ? garbage(number) : FORBIDDEN_FRAMES.get(kind));
            readLittle(socket);
        }
    };

    /** The time that the node has for an answer. */
    private static final int ANSWER_MILLIS = 30;
    private static final List<String> REFUSED_PATHS = List.of("/127.0.0.1/0/x", "/127.0.0.1/9000/registry",
            "/127.0.0.1/9000/1/2/3/4/5/6/7/8/9", "/127.0.0.1/9000/1/2/3/4/5/6/7/8/9/10/11");
    private static final byte[] EMPTY_CLOSE = bytes(0x88, 0x80, 0, 0, 0, 0);
    private static final List<byte[]> FORBIDDEN_FRAMES = List.of(
            bytes(0x81, 0x02, '{', '}'), // not masked
            bytes(0x8B, 0x80, 0, 0, 0, 0), // reserved opcode
            bytes(0xF1, 0x80, 0, 0, 0, 0), // reserved bits
            bytes(0x81, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), // negative length
            bytes(0x09, 0x80, 0, 0, 0, 0), // fragmented ping
            bytes(0x80, 0x80, 0, 0, 0, 0), // continuation of nothing
            bytes(0x81, 0x82, 0, 0, 0, 0, 0xC3, 0x28), // text that is not UTF-8
            bytes(0x88, 0x81, 0, 0, 0, 0, 3)); // close with half a code

    private final boolean ends;

    BadConnect(boolean ends) {
        this.ends = ends;
    }

    /**
     * Makes one connection on loopback.
     *
     * @param number of the connection, which selects the variant
     * @return its socket, which is still open where the kind says so
     * @throws IOException if the TCP connection could not be made; later failures are part of the play
     */
    Socket connect(int port, int number) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        try {
            socket.setSoTimeout(ANSWER_MILLIS);
            use(socket, number);
        } catch (IOException e) {
            // the node ended it first
        }
        if (ends) {
            socket.close();
        }
        return socket;
    }

    abstract void use(Socket socket, int number) throws IOException;

    private static String acceptedPath(int number) {
        String path = "/127.0.0.1/" + (20_000 + number % 40_000) + "/flap";
        String extras = "?v=1&id=" + new UUID(0, number) + "&features=batch,binary,deadline,errors,path,watch&dial=1";
        return number % 2 == 0 ? path : path + extras;
    }

    private static byte[] handshake(String path) {
        return ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] garbage(int seed) {
        byte[] garbage = new byte[200];
        new Random(seed).nextBytes(garbage);
        return garbage;
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private static void write(Socket socket, byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** Reads until the node ends the connection, or has sent nothing for a moment. */
    private static void readLittle(Socket socket) throws IOException {
        try {
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (SocketTimeoutException e) {
            // the node waits for more
        }
    }
}
