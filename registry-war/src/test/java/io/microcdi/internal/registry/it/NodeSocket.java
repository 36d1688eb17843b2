package io.microcdi.internal.registry.it;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import jakarta.json.JsonObject;

/** A node's link to the registry, by the JDK's own client. */
final class NodeSocket implements WebSocket.Listener, AutoCloseable {

    private static final int PATIENCE_SECONDS = 10;

    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final BlockingQueue<Integer> closed = new LinkedBlockingQueue<>();
    private final StringBuilder parts = new StringBuilder();
    private WebSocket socket;

    static NodeSocket connect(int port, String path) throws Exception {
        NodeSocket node = new NodeSocket();
        node.socket = HttpClient.newHttpClient().newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + port + path), node).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return node;
    }

    void send(String frame) throws Exception {
        socket.sendText(frame, true).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    void leave(int code, String reason) throws Exception {
        socket.sendClose(code, reason).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    JsonObject next() throws InterruptedException {
        String text = received.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (text == null) {
            throw new AssertionError("nothing came");
        }
        return Recordings.parse(text);
    }

    int closeCode() throws InterruptedException {
        Integer code = closed.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return code == null ? -1 : code;
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        parts.append(data);
        if (last) {
            received.add(parts.toString());
            parts.setLength(0);
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
        closed.add(statusCode);
        return null;
    }

    @Override
    public void close() {
        socket.abort();
    }
}
