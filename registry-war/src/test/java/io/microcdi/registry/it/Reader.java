package io.microcdi.registry.it;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A WebSocket client of the JDK, which reads when it is told to, and masks what it sends. */
final class Reader implements WebSocket.Listener, AutoCloseable {

    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> pongs = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> ends = new LinkedBlockingQueue<>();
    private final StringBuilder text = new StringBuilder();
    private final WebSocket socket;

    Reader(URI url) {
        socket = HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(url, this).join();
    }

    @Override
    public void onOpen(WebSocket opened) {
        // it asks for nothing yet
    }

    void read() {
        socket.request(Long.MAX_VALUE);
    }

    /** Sends a text, or a frame of one. */
    void text(String part, boolean last) {
        socket.sendText(part, last).join();
    }

    void binary(String message) {
        socket.sendBinary(ByteBuffer.wrap(message.getBytes(StandardCharsets.UTF_8)), true).join();
    }

    CompletableFuture<WebSocket> ping(String payload) {
        return socket.sendPing(ByteBuffer.wrap(payload.getBytes()));
    }

    void leave(int code, String reason) {
        socket.sendClose(code, reason).join();
    }

    /** The code and reason of the close frame that comes; {@code null} if none does. */
    String end() throws InterruptedException {
        return ends.poll(10, TimeUnit.SECONDS);
    }

    /** The next message, of whatever kind; {@code null} if none comes. */
    String next() throws InterruptedException {
        return messages.poll(10, TimeUnit.SECONDS);
    }

    /** The payload of the next pong; {@code null} if none comes. */
    String nextPong() throws InterruptedException {
        return pongs.poll(10, TimeUnit.SECONDS);
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
        text.append(part);
        if (last) {
            messages.add(text.toString());
            text.setLength(0);
        }
        return null;
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket from, ByteBuffer part, boolean last) {
        messages.add("binary " + part.remaining());
        return null;
    }

    @Override
    public CompletionStage<?> onPong(WebSocket from, ByteBuffer payload) {
        byte[] bytes = new byte[payload.remaining()];
        payload.get(bytes);
        pongs.add(new String(bytes));
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        ends.add(code + " " + reason);
        return null;
    }

    @Override
    public void close() {
        socket.abort();
    }
}
