package io.microcdi.concurrent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.nio.channels.ShutdownChannelGroupException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.jboss.logging.Logger;

/**
 * A group of channels of which one thread polls, and completes what it has polled. Where several do, each that has
 * polled something wakes another, which is to poll meanwhile; that costs more than what most completions do.
 *
 * <p>A completion that waits, as for a write to a peer that does not read, would keep all channels waiting, and most of
 * all those whose completion it waits for. So the thread is asked now and then whether it is there. If it does not answer, another
 * one that stands by polls, too, and stands by again after a while without such a thing. Thread-safe.
 */
final class PollingGroup {

    /** How many completions may wait at a time until one keeps the others waiting. */
    static final int STANDING_BY = 3;

    /** A completion that waits keeps the others waiting for up to two of these. */
    static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(200);

    /** How often in a row the group answers until one of several threads stands by again. */
    static final int CALM = 50;

    private static final Logger LOG = Logger.getLogger(PollingGroup.class);
    private static final long END_MILLIS = 500;

    private final AsynchronousChannelGroup group;
    private final AsynchronousSocketChannel closed;
    private final Timer.Alarm alarm;
    private final AtomicInteger standingBy = new AtomicInteger();
    private final Semaphore needed = new Semaphore(0);
    private volatile boolean ending;
    private volatile boolean answered = true;
    private int calm;

    PollingGroup(ThreadFactory threads, Timer timer) throws IOException {
        AtomicInteger made = new AtomicInteger();
        group = AsynchronousChannelGroup.withFixedThreadPool(1 + STANDING_BY, poll -> threads.newThread(
                made.getAndIncrement() == 0 ? poll : () -> {
                    standBy();
                    poll.run();
                }));
        closed = AsynchronousSocketChannel.open(group);
        closed.close();
        alarm = timer.every(PAUSE, this::look);
    }

    AsynchronousChannelGroup group() {
        return group;
    }

    /** How many threads do not poll. */
    int standingBy() {
        return standingBy.get();
    }

    /** Whether a thread came when one was asked for last. */
    boolean hasAnswered() {
        return answered;
    }

    private void standBy() {
        standingBy.incrementAndGet();
        if (!ending) {
            needed.acquireUninterruptibly();
        }
        standingBy.decrementAndGet();
    }

    private void look() {
        if (!answered) {
            calm = 0;
            if (standingBy.get() > 0) {
                needed.release();
            }
            return;
        }
        if (standingBy.get() < STANDING_BY && ++calm >= CALM) {
            calm = 0;
            run(this::standBy);
        }
        answered = false;
        run(() -> answered = true);
    }

    /** On a thread of the group, as what is read from a closed channel: that fails at once, and there. */
    private void run(Runnable action) {
        try {
            closed.read(ByteBuffer.allocate(1), action, Failing.RUNS);
        } catch (ShutdownChannelGroupException e) {
            LOG.trace("the group has ended", e);
        }
    }

    void close() {
        alarm.cancel();
        ending = true;
        needed.release(1 + STANDING_BY);
        group.shutdown();
        try {
            if (!group.awaitTermination(END_MILLIS, TimeUnit.MILLISECONDS)) {
                group.shutdownNow();
            }
        } catch (IOException e) {
            LOG.debugf(e, "a channel could not be closed");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private enum Failing implements CompletionHandler<Integer, Runnable> {

        RUNS;

        @Override
        public void completed(Integer count, Runnable action) {
            throw new IllegalStateException("a closed channel was read");
        }

        @Override
        public void failed(Throwable cause, Runnable action) {
            action.run();
        }
    }
}
