package io.microcdi.testing.socket;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import jakarta.json.JsonObject;

import io.microcdi.testing.support.Json;

/** A node's link, by the JDK's own client: it sends and receives messages as text. */
public final class NodeSocket implements WebSocket.Listener, AutoCloseable {

    private static final long PATIENCE_SECONDS = 60;
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final int NO_STATUS = 1005;

    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final StringBuilder parts = new StringBuilder();
    private WebSocket socket;

    private NodeSocket() {
    }

    /**
     * A message, or the end of the link.
     *
     * @param closed the code of a close, 0 for a message, -1 for a failure
     */
    public record Event(String text, int closed) {
    }

    /** Dials an acceptor on loopback. */
    public static NodeSocket connect(int port, String path) {
        return connect("ws://127.0.0.1:" + port + path);
    }

    /** Dials. */
    public static NodeSocket connect(String url) {
        NodeSocket node = new NodeSocket();
        node.socket = CLIENT.newWebSocketBuilder().buildAsync(URI.create(url), node)
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        return node;
    }

    /** Sends a message. */
    public NodeSocket send(String text) {
        socket.sendText(text, true).orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        return this;
    }

    /** Closes its half. The JDK's client cannot leave the code out, as those of the recordings did: it says 1000. */
    public void leave(int code, String reason) {
        try {
            socket.sendClose(normal(code), reason).orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            if (!socket.isOutputClosed()) {
                throw e;
            }
        }
    }

    /** 1005 stands for a close without a code, which says as much as 1000 does. */
    public static int normal(int code) {
        return code == NO_STATUS ? WebSocket.NORMAL_CLOSURE : code;
    }

    /** The next event; fails if none comes in time. */
    public Event nextEvent() throws InterruptedException {
        Event event = events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (event == null) {
            throw new AssertionError("nothing came within " + PATIENCE_SECONDS + " s");
        }
        return event;
    }

    /** All events that have come and were not read. */
    public List<Event> arrived() {
        List<Event> arrived = new ArrayList<>();
        events.drainTo(arrived);
        return arrived;
    }

    /** The next message; fails if the link ends before, or if none comes in time. */
    public String receive() throws InterruptedException {
        Event event = nextEvent();
        if (event.closed() != 0) {
            throw new AssertionError("no message came, but " + event);
        }
        return event.text();
    }

    /** The next message, as JSON. */
    public JsonObject next() throws InterruptedException {
        return Json.object(receive());
    }

    /** The code by which the other end closes; messages before it are passed over. */
    public int closeCode() throws InterruptedException {
        Event event = nextEvent();
        while (event.closed() == 0) {
            event = nextEvent();
        }
        return event.closed();
    }

    /** Whether nothing more comes. */
    public boolean isClosed() {
        return socket.isInputClosed();
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        parts.append(data);
        if (last) {
            events.add(new Event(parts.toString(), 0));
            parts.setLength(0);
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
        events.add(new Event(reason, normal(code)));
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable failure) {
        events.add(new Event(failure.toString(), -1));
    }

    /** Ends the connection without a close frame. */
    @Override
    public void close() {
        socket.abort();
    }
}
