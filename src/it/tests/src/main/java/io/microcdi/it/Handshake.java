package io.microcdi.it;

import java.io.IOException;

import io.microcdi.testing.socket.RawSocket;

/** Asks for a WebSocket on a bare socket: clients do not let everyone say where they come from. */
final class Handshake {
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
        try (RawSocket socket = RawSocket.handshake(Server.url(""), path, headers)) {
            return socket.head();
        }
    }
}
