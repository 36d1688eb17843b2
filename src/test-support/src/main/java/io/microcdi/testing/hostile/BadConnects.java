package io.microcdi.testing.hostile;

import java.io.IOException;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** Bad connects of one kind at a steady rate. {@link #close()} ends those that are still open. */
public final class BadConnects implements AutoCloseable {

    private static final int PER_SECOND = 500;
    /** So many connects may wait for an answer at the same time without a loss of the rate. */
    private static final int THREADS = 64;
    /** Of those that stay open, the oldest ends when there is one more. */
    private static final int MAX_OPEN = 500;

    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(THREADS);
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger made = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final Queue<Socket> open = new ConcurrentLinkedQueue<>();
    private final CountDownLatch finished = new CountDownLatch(THREADS);
    private final BadConnect kind;
    private final int port;
    private final String base;
    private final int count;
    private final BooleanSupplier stop;

    /**
     * Starts at once.
     *
     * @param base what the paths begin with, as {@code /orders}, or nothing
     * @param stop ends the load before {@code count} connects are made
     */
    public BadConnects(BadConnect kind, int port, String base, int count, BooleanSupplier stop) {
        this.kind = kind;
        this.port = port;
        this.base = base;
        this.count = count;
        this.stop = stop;
        long gap = TimeUnit.SECONDS.toNanos(1) / PER_SECOND;
        for (int i = 0; i < THREADS; i++) {
            threads.scheduleAtFixedRate(this::next, gap * i, gap * THREADS, TimeUnit.NANOSECONDS);
        }
    }

    private void next() {
        int number = begun.getAndIncrement();
        if (number >= count || stop.getAsBoolean()) {
            finished.countDown();
            throw new IllegalStateException("the load is finished"); // ends the repetition of this task
        }
        try {
            keep(kind.connect(port, base, number));
            made.incrementAndGet();
        } catch (IOException e) {
            failed.incrementAndGet();
        }
    }

    private void keep(Socket socket) throws IOException {
        if (!socket.isClosed()) {
            open.add(socket);
            Socket oldest = open.size() > MAX_OPEN ? open.poll() : null;
            if (oldest != null) {
                oldest.close();
            }
        }
    }

    /** Waits until all connects are made, or the load was stopped. */
    public void await() throws InterruptedException {
        finished.await();
    }

    /** The number of connects so far. */
    public int made() {
        return made.get();
    }

    /** The number of connects that failed below HTTP: the server did not take the TCP connection. */
    public int failed() {
        return failed.get();
    }

    @Override
    public void close() throws IOException {
        threads.shutdownNow();
        for (Socket socket = open.poll(); socket != null; socket = open.poll()) {
            socket.close();
        }
    }
}
