package io.microcdi.bench.echo;

import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.websocket.Session;

/**
 * The same with another thread that flushes, since whoever reads a socket sees one message at a time and would flush after each:
 * what is sent until that thread comes to it travels together.
 */
final class FlushedByThread extends BatchingQueue {

    private static final Executor THREADS = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "flusher");
        thread.setDaemon(true);
        return thread;
    });

    private final AtomicBoolean asked = new AtomicBoolean();

    FlushedByThread(Session session) {
        super(session);
    }

    @Override
    void sentLast() {
        if (asked.compareAndSet(false, true)) {
            THREADS.execute(() -> {
                asked.set(false);
                flush();
            });
        }
    }
}
