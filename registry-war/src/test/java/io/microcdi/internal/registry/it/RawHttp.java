package io.microcdi.internal.registry.it;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** An HTTP request with headers that no client library would send, and its answer. */
record RawHttp(String answer) {

    private static final int PATIENCE_MILLIS = 60_000;

    /**
     * Sends a request and reads the answer until the connection ends.
     *
     * @param line as {@code GET /}
     * @param headers lines without their ends
     */
    static RawHttp send(int port, String line, String body, String... headers) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            String length = body.isEmpty() ? "" : "Content-Length: " + body.length() + "\r\n";
            String all = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
            String host = all.startsWith("Host:") ? "" : "Host: localhost:" + port + "\r\n";
            socket.getOutputStream().write((line + " HTTP/1.1\r\n" + host + all + length
                    + "Connection: close\r\n\r\n" + body).getBytes(StandardCharsets.UTF_8));
            return new RawHttp(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    static RawHttp get(int port, String path, String... headers) throws IOException {
        return send(port, "GET " + path, "", headers);
    }

    int status() {
        return Integer.parseInt(answer.split(" ", 3)[1]);
    }

    String head() {
        return answer.substring(0, answer.indexOf("\r\n\r\n"));
    }

    String body() {
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }
}
