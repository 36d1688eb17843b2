package io.microcdi.it;

import java.net.URI;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

import jakarta.json.JsonObject;

import io.microcdi.testing.support.Json;

/**
 * One WebSocket of a node that knows only the plain protocol, as those of the Node.js package do: frames as text, on the
 * JDK's own client.
 */
final class NodeLink implements WebSocket.Listener, AutoCloseable {
    private static final long LIMIT_SECONDS = 120;

    private final Map<Long, CompletableFuture<JsonObject>> pending = new ConcurrentHashMap<>();
    private final AtomicLong ids = new AtomicLong();
    private final AtomicInteger received = new AtomicInteger();
    private final StringBuilder partial = new StringBuilder();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private UnaryOperator<String> service;
    private CompletionStage<?> written = CompletableFuture.completedFuture(null);
    private WebSocket socket;

    private NodeLink() {
    }

    /**
     * Dials.
     *
     * @param base
     *        the other node, as {@code http://127.0.0.1:8080/payments}
     * @param announcement
     *        how this node calls itself, as {@code 127.0.0.1/19111/svc}
     */
    static NodeLink open(URI base, String announcement) {
        return open(base, announcement, null);
    }

    /**
     * As {@link #open(URI, String)}, answering requests.
     *
     * @param service
     *        makes the text of a result of the text of a payload
     */
    static NodeLink open(URI base, String announcement, UnaryOperator<String> service) {
        NodeLink link = new NodeLink();
        link.service = service;
        link.socket = Http.open(URI.create(base.toString().replaceFirst("^http", "ws") + "/" + announcement), link);
        return link;
    }

    /** Sends a request with the next id. Returns the whole frame of the answer. */
    CompletableFuture<JsonObject> request(String url, String payload) {
        long id = ids.getAndIncrement();
        String data = payload == null ? "" : ",\"data\":" + payload;
        return send(id,
                "{\"id\":" + id + ",\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"" + url + "\"" + data + "}}");
    }

    /** As {@link #request}, waiting for the data of an answer that must be a success. */
    JsonObject call(String url, String payload) throws Exception {
        JsonObject answer = request(url, payload).get(LIMIT_SECONDS, TimeUnit.SECONDS).getJsonObject("data");
        if (!"200".equals(answer.get("status").toString())) {
            throw new AssertionError(url + " answered " + answer);
        }
        return answer;
    }

    /** Sends a frame as it is; the result completes when a frame with this id comes back. */
    CompletableFuture<JsonObject> send(long id, String frame) {
        CompletableFuture<JsonObject> answer = new CompletableFuture<>();
        pending.put(id, answer);
        push(frame);
        return answer.orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    /** Sends a frame that nobody answers. The JDK's client takes one message at a time. */
    synchronized CompletionStage<?> push(String frame) {
        written = written.thenCompose(before -> socket.sendText(frame, true));
        return written;
    }

    /** The code that the other end closed with, which must come in time. */
    int awaitClosed(Duration atMost) throws Exception {
        return closed.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** How many messages have come. */
    int received() {
        return received.get();
    }

    boolean isClosed() {
        return closed.isDone();
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            received(partial.toString());
            partial.setLength(0);
        }
        webSocket.request(1);
        return null;
    }

    private void received(String text) {
        received.incrementAndGet();
        JsonObject frame = Json.object(text);
        if (frame.getInt("mode") == 1) {
            CompletableFuture<JsonObject> answer = pending.remove(frame.getJsonNumber("id").longValueExact());
            if (answer != null) {
                answer.complete(frame);
            }
        } else if (service != null && frame.getBoolean("twoway", false)) {
            answer(frame);
        }
    }

    private void answer(JsonObject request) {
        String result = service.apply(String.valueOf(request.getJsonObject("data").get("data")));
        push("{\"id\":" + request.getJsonNumber("id") + ",\"mode\":1,\"data\":{\"status\":200,\"data\":" + result
                + "}}");
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
        closed.complete(code);
        pending.values()
                .forEach(answer -> answer.completeExceptionally(new IllegalStateException("closed with " + code)));
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        closed.completeExceptionally(error);
        pending.values().forEach(answer -> answer.completeExceptionally(error));
    }

    @Override
    public void close() {
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").whenComplete((done, failure) -> socket.abort());
    }
}
