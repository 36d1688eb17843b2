package io.microcdi.bench.echo;

import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Has another thread flush: whoever reads a socket sees one message at a time and would flush after each; what is sent until that
 * thread comes to it travels together.
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
