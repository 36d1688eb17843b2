package io.microcdi.internal.registry.it;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;

import io.microcdi.testing.support.Json;

/**
 * A node as the Node.js package makes it: one link, requests by id, a heartbeat each 10 s. The JDK's client answers
 * pings. The node never closes a silent link, so that each end comes from the registry.
 */
final class RegisteredNode implements WebSocket.Listener, AutoCloseable {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(30);
    private static final long HEARTBEAT_SECONDS = 10;
    private static final ScheduledExecutorService HEARTBEATS = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "heartbeats");
        thread.setDaemon(true);
        return thread;
    });

    private final AtomicLong ids = new AtomicLong();
    private final Map<Long, CompletableFuture<JsonObject>> pending = new ConcurrentHashMap<>();
    private final CompletableFuture<String> closed = new CompletableFuture<>();
    private final StringBuilder parts = new StringBuilder();
    private volatile Consumer<String> onAdded = key -> {
    };
    private volatile WebSocket socket;
    private CompletableFuture<?> written = CompletableFuture.completedFuture(null);

    private RegisteredNode() {
    }

    /** Connects a node that announces {@code 127.0.0.1} and a port. */
    static CompletableFuture<RegisteredNode> connect(int registry, int announcedPort, String namespace) {
        return connect("127.0.0.1:" + registry, announcedPort, namespace);
    }

    /**
     * Connects a node that announces {@code 127.0.0.1} and a port.
     *
     * @param registry host and port
     */
    static CompletableFuture<RegisteredNode> connect(String registry, int announcedPort, String namespace) {
        RegisteredNode node = new RegisteredNode();
        URI url = URI.create("ws://" + registry + "/127.0.0.1/" + announcedPort + "/" + namespace);
        return CLIENT.newWebSocketBuilder().connectTimeout(CONNECT_TIMEOUT).buildAsync(url, node)
                .thenApply(socket -> node.beating());
    }

    private RegisteredNode beating() {
        Future<?> beats = HEARTBEATS.scheduleAtFixedRate(this::heartbeat, HEARTBEAT_SECONDS, HEARTBEAT_SECONDS,
                TimeUnit.SECONDS);
        closed.thenRun(() -> beats.cancel(false));
        return this;
    }

    /** Looks a namespace up: the frame's {@code data}, which holds the status and the address. */
    CompletableFuture<JsonObject> find(String namespace, Duration timeout) {
        long id = ids.getAndIncrement();
        CompletableFuture<JsonObject> answer = new CompletableFuture<>();
        pending.put(id, answer);
        if (closed.isDone()) {
            fail(closed.join());
        }
        send("{\"id\":" + id + ",\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"/-/find\",\"data\":{\"namespace\":\""
                + namespace + "\"}}}");
        return answer.orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Watches a namespace. Completes when the registry has answered: from then on each change is pushed.
     *
     * @param added is given the key of each instance that is listed or comes, on the thread that reads
     */
    CompletableFuture<Void> watch(String namespace, Consumer<String> added) {
        onAdded = added;
        long id = ids.getAndIncrement();
        CompletableFuture<JsonObject> answer = new CompletableFuture<>();
        pending.put(id, answer);
        send("{\"id\":" + id + ",\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"/-/watch\",\"data\":{\"namespace\":\""
                + namespace + "\"}}}");
        return answer.thenAccept(listed -> addAll(listed.getJsonObject("data").getJsonArray("instances")));
    }

    private void addAll(JsonArray instances) {
        instances.getValuesAs(JsonObject.class).forEach(instance -> onAdded.accept(instance.getString("key")));
    }

    private void heartbeat() {
        send("{\"id\":" + ids.getAndIncrement()
                + ",\"mode\":0,\"twoway\":false,\"data\":{\"url\":\"/-/heartbeat\",\"data\":{}}}");
    }

    /** Completes when the link has ended, with the code and the reason. */
    CompletableFuture<String> closed() {
        return closed;
    }

    /** The JDK's client takes a text only after the one before it is written. */
    private synchronized void send(String frame) {
        written = written.handle((before, failure) -> socket.sendText(frame, true)).thenCompose(sent -> sent);
    }

    @Override
    public void onOpen(WebSocket opened) {
        socket = opened;
        opened.request(1);
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        parts.append(data);
        if (last) {
            receive(Json.object(parts.toString()));
            parts.setLength(0);
        }
        from.request(1);
        return null;
    }

    private void receive(JsonObject frame) {
        boolean response = frame.getInt("mode") == 1;
        CompletableFuture<JsonObject> answer = response ? pending.remove(frame.getJsonNumber("id").longValue()) : null;
        if (answer != null) {
            answer.complete(frame.getJsonObject("data"));
        }
        if (!response && frame.getJsonObject("data").getString("url", "").equals("/-/changed")) {
            addAll(frame.getJsonObject("data").getJsonObject("data").getJsonArray("added"));
        }
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        end(code + " " + reason);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
        end(failure.toString());
    }

    private void end(String reason) {
        closed.complete(reason);
        fail(reason);
    }

    private void fail(String reason) {
        IOException failure = new IOException("the link ended: " + reason);
        pending.values().forEach(answer -> answer.completeExceptionally(failure));
    }

    @Override
    public void close() {
        socket.abort();
        end("closed by the test");
    }
}
