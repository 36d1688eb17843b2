package io.microcdi.testing.hostile;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** Connects that become no link: scanners, broken proxies and processes that crash make them. */
public enum BadConnect {

    /** A handshake whose path is refused: port 0, a reserved namespace, too many segments. */
    REFUSED_PATH {
        @Override
        void use(Socket socket, String base, int number) throws IOException {
            write(socket, handshake(base + REFUSED_PATHS.get(number % REFUSED_PATHS.size())));
            readHead(socket);
            switch (number % 3) {
                case 0 -> { // as WebSocket clients end it
                    write(socket, EMPTY_CLOSE);
                    readLittle(socket);
                }
                case 1 -> write(socket, EMPTY_CLOSE);
                default -> socket.setSoLinger(true, 0);
            }
            socket.close();
        }
    },

    /** A handshake; the client ends the connection right after its request. */
    CLOSED_HANDSHAKE {
        @Override
        void use(Socket socket, String base, int number) throws IOException {
            write(socket, handshake(base + acceptedPath(number)));
            socket.close();
        }
    },

    /** A handshake; the client resets the connection right after its request. */
    RESET_HANDSHAKE {
        @Override
        void use(Socket socket, String base, int number) throws IOException {
            write(socket, handshake(base + acceptedPath(number)));
            socket.setSoLinger(true, 0);
            socket.close();
        }
    },

    /** Half a request; the connection stays open and idle. */
    HALF_OPEN {
        @Override
        void use(Socket socket, String base, int number) throws IOException {
            byte[] request = handshake(base + acceptedPath(number));
            socket.getOutputStream().write(request, 0, request.length / 2);
        }
    },

    /** Bytes that are no HTTP. */
    GARBAGE_REQUEST {
        @Override
        void use(Socket socket, String base, int number) throws IOException {
            write(socket, garbage(number, 300));
            if (number % 2 == 0) {
                write(socket, "\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                readLittle(socket);
            }
            socket.close();
        }
    },

    /** A good handshake, then bytes that are no frames of RFC 6455, or frames that it forbids. */
    GARBAGE_FRAMES {
        @Override
        void use(Socket socket, String base, int number) throws IOException {
            write(socket, handshake(base + acceptedPath(number)));
            readHead(socket);
            int kind = number % (FORBIDDEN_FRAMES.size() + 1);
            write(socket, kind == FORBIDDEN_FRAMES.size() ? garbage(number, 100) : FORBIDDEN_FRAMES.get(kind));
            if (number % 2 == 0) {
                readLittle(socket);
            }
            socket.close();
        }
    };

    private static final int HANDSHAKE_TIMEOUT_MILLIS = 2_000;
    /** The time that the acceptor has for an answer before the connection ends. */
    private static final int ANSWER_MILLIS = 50;
    private static final List<String> REFUSED_PATHS = List.of("/127.0.0.1/0/x", "/127.0.0.1/9000/registry",
            "/127.0.0.1/9000/1/2/3/4/5/6/7/8/9", "/127.0.0.1/9000/1/2/3/4/5/6/7/8/9/10/11");
    private static final byte[] EMPTY_CLOSE = bytes(0x88, 0x80, 0, 0, 0, 0);
    private static final List<byte[]> FORBIDDEN_FRAMES = List.of(
            bytes(0x81, 0x02, '{', '}'), // not masked
            bytes(0x8B, 0x80, 0, 0, 0, 0), // reserved opcode
            bytes(0xF1, 0x80, 0, 0, 0, 0), // reserved bits
            bytes(0x81, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), // negative length
            bytes(0x81, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 0, 0), // length beyond all limits
            bytes(0x09, 0x80, 0, 0, 0, 0), // fragmented ping
            bytes(0x80, 0x80, 0, 0, 0, 0), // continuation of nothing
            bytes(0x81, 0x82, 0, 0, 0, 0, 0xC3, 0x28), // text that is not UTF-8
            bytes(0x81, 0x83, 0, 0, 0, 0, 'x', 'y', 'z'), // text that is not JSON
            bytes(0x82, 0x81, 0, 0, 0, 0, 0), // binary
            bytes(0x88, 0x81, 0, 0, 0, 0, 3)); // close with half a code

    /**
     * Makes one connection on loopback.
     *
     * @param base what the path begins with, as {@code /orders}, or nothing
     * @param number of the connection, which selects the variant
     * @return its socket, which is still open where the kind says so
     * @throws IOException if the TCP connection could not be made; later failures are part of the play
     */
    Socket connect(int port, String base, int number) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        try {
            use(socket, base, number);
        } catch (IOException e) {
            socket.close(); // the acceptor ended it first, or did not answer
        }
        return socket;
    }

    abstract void use(Socket socket, String base, int number) throws IOException;

    private static String acceptedPath(int number) {
        // an address of nobody here: a link with a node's own key would be taken for that node's
        String path = "/127.0.0.9/" + (20_000 + number % 40_000) + "/flap";
        String extras = "?v=1&id=" + new UUID(0, number) + "&features=batch,binary,deadline,errors,path,watch&dial=1";
        return number % 2 == 0 ? path : path + extras;
    }

    private static byte[] handshake(String path) {
        return ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] garbage(int seed, int length) {
        byte[] garbage = new byte[length];
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

    private static void readHead(Socket socket) throws IOException {
        socket.setSoTimeout(HANDSHAKE_TIMEOUT_MILLIS);
        InputStream in = socket.getInputStream();
        int ends = 0;
        while (ends < 2) {
            int next = in.read();
            if (next < 0) {
                return;
            }
            ends = next == '\n' ? ends + 1 : next == '\r' ? ends : 0;
        }
    }

    /** Reads until the acceptor ends the connection, or has sent nothing for a moment. */
    private static void readLittle(Socket socket) throws IOException {
        socket.setSoTimeout(ANSWER_MILLIS);
        try {
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (SocketTimeoutException e) {
            // the acceptor waits for more
        }
    }
}
