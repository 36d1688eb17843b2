package io.microcdi.bench.echo;

import java.io.IOException;
import java.io.UncheckedIOException;

import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.Session;

/** The standard's batching of messages. */
final class Batching implements Runnable {

    private final RemoteEndpoint.Async remote;

    private Batching(Session session) {
        remote = session.getAsyncRemote();
    }

    /** Lets the server keep messages of a session together, if it does so; what is returned has them written. */
    static Runnable allow(Session session) {
        try {
            session.getAsyncRemote().setBatchingAllowed(true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Batching(session);
    }

    /** A queue that lets messages travel together if the server wants to. */
    static SendQueue queue(Session session, Runnable flush) {
        // Undertow says of no message that it has been sent before it is flushed: who waits for that flushes each by itself
        return session.getClass().getName().startsWith("io.undertow")
                ? new UnawaitedQueue(session, flush)
                : new AwaitingQueue(session, flush);
    }

    @Override
    public void run() {
        try {
            remote.flushBatch();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
