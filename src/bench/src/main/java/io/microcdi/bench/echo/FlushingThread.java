package io.microcdi.bench.echo;

import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Flushes on another thread. A thread that reads a socket sees one message at a time, and would flush after each. The
 * messages until the other thread flushes travel in one write.
 */
final class FlushingThread implements Runnable {

    private static final Executor THREADS = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "flusher");
        thread.setDaemon(true);
        return thread;
    });

    private final Runnable flush;
    private final AtomicBoolean asked = new AtomicBoolean();

    FlushingThread(Runnable flush) {
        this.flush = flush;
    }

    @Override
    public void run() {
        if (asked.compareAndSet(false, true)) {
            THREADS.execute(() -> {
                asked.set(false);
                flush.run();
            });
        }
    }
}
