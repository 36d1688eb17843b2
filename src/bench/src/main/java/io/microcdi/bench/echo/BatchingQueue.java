package io.microcdi.bench.echo;

import java.io.IOException;
import java.io.UncheckedIOException;

import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.Session;

/** Lets the server keep messages together, if it does so, and has it write them when none waits any more. */
class BatchingQueue extends SendQueue {

    private final RemoteEndpoint.Async remote;

    BatchingQueue(Session session) {
        super(session);
        remote = session.getAsyncRemote();
        try {
            remote.setBatchingAllowed(true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    void sentLast() {
        flush();
    }

    /** Waits for the socket where the server has kept anything. */
    final void flush() {
        try {
            remote.flushBatch();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
