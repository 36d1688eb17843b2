package io.microcdi.testing.socket;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The heads of a WebSocket handshake, as bytes. */
public final class HttpHead {

    private static final String KEY = "sec-websocket-key:";
    private static final String ACCEPT_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final String END = "\r\n\r\n";

    private HttpHead() {
    }

    /**
     * The head that asks for a WebSocket.
     *
     * @param headers more lines, each with its end; if the first is that of the host, it counts
     */
    static byte[] request(String path, String host, String headers) {
        String hostLine = headers.startsWith("Host: ") ? "" : "Host: " + host + "\r\n";
        return ("GET " + path + " HTTP/1.1\r\n" + hostLine + "Connection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + headers + "\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Completes a handshake; it chooses no extension and no subprotocol. */
    static void upgrade(String request, OutputStream out) throws IOException {
        String key = request.lines().filter(line -> line.regionMatches(true, 0, KEY, 0, KEY.length())).findFirst()
                .orElseThrow(() -> new IOException("no WebSocket: " + request)).substring(KEY.length()).strip();
        out.write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: " + accept(key) + END).getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private static String accept(String key) {
        try {
            return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1")
                    .digest((key + ACCEPT_SUFFIX).getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }

    /** Reads a head, byte by byte so that what follows is not touched; shorter if the other end ends before. */
    public static String read(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.length() < END.length() || head.indexOf(END, head.length() - END.length()) < 0) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            head.append((char) next);
        }
        return head.toString();
    }
}
