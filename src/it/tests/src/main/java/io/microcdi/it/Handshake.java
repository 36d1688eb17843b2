package io.microcdi.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

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
        URI server = Server.url("");
        String header = origin == null ? "" : "Origin: " + origin + "\r\n";
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(LIMIT_MILLIS);
            socket.getOutputStream().write(("GET " + path + " HTTP/1.1\r\nHost: " + server.getAuthority()
                    + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + header + "\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            String status = new BufferedReader(
                    new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII)).readLine();
            return Integer.parseInt(status.split(" ")[1]);
        }
    }
}
