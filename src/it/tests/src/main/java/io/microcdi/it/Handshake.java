package io.microcdi.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/** Asks for a WebSocket on a bare socket: clients do not let everyone say where they come from. */
final class Handshake {
    private static final int LIMIT_MILLIS = 20_000;

    private Handshake() {
    }

    /**
     * The status that is answered.
     *
     * @param path
     *        from the root of the server
     * @param origin
     *        the page that asks; {@code null} for a program
     */
    static int status(String path, String origin) throws IOException {
        String head = head(path, origin == null ? "" : "Origin: " + origin + "\r\n");
        return Integer.parseInt(head.split(" ")[1]);
    }

    /**
     * All that is answered before the first message.
     *
     * @param path
     *        from the root of the server
     * @param headers
     *        more lines, each with its end
     */
    static String head(String path, String headers) throws IOException {
        URI server = Server.url("");
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(LIMIT_MILLIS);
            socket.getOutputStream().write(("GET " + path + " HTTP/1.1\r\nHost: " + server.getAuthority()
                    + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + headers + "\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .lines().takeWhile(line -> !line.isEmpty()).collect(Collectors.joining("\n"));
        }
    }
}
