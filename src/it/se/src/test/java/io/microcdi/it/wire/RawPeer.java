package io.microcdi.it.wire;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A WebSocket by the JDK's own client, which knows nothing of frames but their text. */
final class RawPeer implements WebSocket.Listener, AutoCloseable {

    private static final long PATIENCE_SECONDS = 10;
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final int NO_STATUS = 1005;

    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final StringBuilder parts = new StringBuilder();
    private WebSocket socket;

    /**
     * What came.
     *
     * @param closed the code of a close, 0 for a message
     */
    record Event(String text, int closed) {
    }

    static RawPeer connect(int port, String path) {
        RawPeer peer = new RawPeer();
        peer.socket = CLIENT.newWebSocketBuilder().buildAsync(URI.create("ws://127.0.0.1:" + port + path), peer)
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        return peer;
    }

    void send(String text) {
        socket.sendText(text, true).orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    /** Closes its half. The JDK's client cannot leave the code out, as those of the recordings did: it says 1000. */
    void sendClose(int code) {
        try {
            socket.sendClose(normal(code), "").orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            if (!socket.isOutputClosed()) {
                throw e;
            }
        }
    }

    /** 1005 stands for a close without a code, which says as much as 1000 does. */
    static int normal(int code) {
        return code == NO_STATUS ? WebSocket.NORMAL_CLOSURE : code;
    }

    /** What comes next. */
    Event next() throws InterruptedException {
        Event event = events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (event == null) {
            throw new AssertionError("nothing came in " + PATIENCE_SECONDS + " s");
        }
        return event;
    }

    boolean isClosed() {
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

    @Override
    public void close() {
        socket.abort();
    }
}
