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

    /** Lets the server keep messages of a session together, if it does so. Returns an action that has them written. */
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
        // Undertow reports a message as sent only after its flush: a queue that waits for this would flush each message alone
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
