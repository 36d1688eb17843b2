package io.microcdi.link;

import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.Consumer;

import io.microcdi.concurrent.HandlerPool;

/**
 * The one way to a socket. Any thread may add; whoever adds to an idle queue becomes its writer, and the writer sends
 * one message at a time until nothing waits. No lock is held and nobody waits for the socket. A handler's thread that
 * has more to do puts its writing off for a while, so that what it does meanwhile goes with it.
 *
 * <p>What is added is pushed onto a stack, which the writer takes as a whole and turns round. The stack's head tells the
 * state: {@link #IDLE} without a writer, {@code null} with a writer and nothing waiting.
 */
final class WriteQueue implements Transport.Sent {

    // no atomics of their own: a registry has a queue for each of many thousands of links
    private static final AtomicReferenceFieldUpdater<WriteQueue, Outgoing> STACK = AtomicReferenceFieldUpdater
            .newUpdater(WriteQueue.class, Outgoing.class, "stack");
    private static final AtomicReferenceFieldUpdater<WriteQueue, Sending> SENDING = AtomicReferenceFieldUpdater
            .newUpdater(WriteQueue.class, Sending.class, "sending");
    private static final AtomicIntegerFieldUpdater<WriteQueue> MESSAGES = AtomicIntegerFieldUpdater
            .newUpdater(WriteQueue.class, "messages");
    private static final AtomicLongFieldUpdater<WriteQueue> SIZE = AtomicLongFieldUpdater
            .newUpdater(WriteQueue.class, "size");

    private static final Outgoing IDLE = Outgoing.ping();
    private static final Outgoing CLOSED = Outgoing.ping();

    /** After so many messages sent without a pause the writer moves to another thread: it is some caller's own. */
    private static final int MAX_RUN = 128;

    private enum Sending {
        STARTED, UNDER_WAY,
        /** Under way, and a handler's thread has put off what it added meanwhile, to write it or leave it to the writer. */
        PUT_OFF,
        /** Done, and what waits is left to the handler's thread that put it off. */
        LEFT, DONE
    }

    private final Transport transport;
    private final Executor executor;
    private final Consumer<Throwable> onFailure;
    private final int maxMessages;
    private final long maxSize;
    private volatile Outgoing stack = IDLE;
    private volatile Sending sending = Sending.DONE;
    private volatile int messages;
    private volatile long size;
    /** What the writer took and has not sent, in order; touched by the writer only. */
    private final Batcher batcher = new Batcher();
    private final Runnable writer = this::write;
    private final Runnable putOff = this::writeUnlessUnderWay;

    WriteQueue(Transport transport, LinkLimits limits, Executor executor, Consumer<Throwable> onFailure) {
        this.transport = transport;
        this.executor = executor;
        this.onFailure = onFailure;
        this.maxMessages = limits.maxQueued();
        this.maxSize = limits.maxQueuedSize();
    }

    /** Lets several frames travel in one message of at most so many characters. */
    void enableBatches(int maxBatchSize) {
        batcher.enable(maxBatchSize);
    }

    /** Adds something; false if the queue is full or closed. */
    boolean offer(Outgoing item) {
        int length = item.size();
        // control frames are few and small, and matter most when the queue is full
        if ((MESSAGES.incrementAndGet(this) > maxMessages | SIZE.addAndGet(this, length) > maxSize)
                && item.isMessage()) {
            release(length);
            return false;
        }
        Outgoing head;
        do {
            head = stack;
            if (head == CLOSED) {
                release(length);
                return false;
            }
            item.next = head == IDLE ? null : head;
        } while (!STACK.compareAndSet(this, head, item));
        if (head == IDLE) {
            if (!HandlerPool.putOff(writer)) {
                write();
            }
        } else if (sending == Sending.UNDER_WAY && SENDING.compareAndSet(this, Sending.UNDER_WAY, Sending.PUT_OFF)
                && !HandlerPool.putOff(putOff)) {
            writeUnlessUnderWay();
        }
        return true;
    }

    private void writeUnlessUnderWay() {
        if (!SENDING.compareAndSet(this, Sending.PUT_OFF, Sending.UNDER_WAY)
                && SENDING.compareAndSet(this, Sending.LEFT, Sending.DONE)) {
            write();
        }
    }

    /**
     * Runs what adds several things and does not block, and has them written only then, so that they travel together. What
     * handlers have added meanwhile and put off is left to them.
     */
    void together(Runnable additions) {
        boolean writing = STACK.compareAndSet(this, IDLE, null);
        if (writing) {
            sending = Sending.UNDER_WAY;
        }
        try {
            additions.run();
        } finally {
            if (writing) {
                writeUnlessPutOff();
            }
        }
    }

    /** Takes nothing more; what waits is dropped. */
    void close() {
        stack = CLOSED;
    }

    boolean isClosed() {
        return stack == CLOSED;
    }

    int waiting() {
        return messages;
    }

    private void release(int length) {
        MESSAGES.decrementAndGet(this);
        SIZE.addAndGet(this, -length);
    }

    private void write() {
        for (int run = 0; run < MAX_RUN; run++) {
            Outgoing item = next();
            if (item == null) {
                return;
            }
            sending = Sending.STARTED;
            send(item);
            if (SENDING.compareAndSet(this, Sending.STARTED, Sending.UNDER_WAY)) {
                return;
            }
        }
        try {
            executor.execute(writer);
        } catch (RejectedExecutionException busy) {
            onFailure.accept(busy);
        }
    }

    /** The next thing to write; {@code null} once the queue is idle again, or closed. */
    private Outgoing next() {
        for (;;) {
            Outgoing waiting = stack;
            if (waiting == CLOSED) {
                // what the writer took before is dropped as well
                return null;
            }
            Outgoing item = batcher.poll();
            if (item != null) {
                release(item.size());
                if (item.claim()) {
                    return item;
                }
            } else if (waiting == null) {
                if (STACK.compareAndSet(this, null, IDLE)) {
                    return null;
                }
            } else if (STACK.compareAndSet(this, waiting, null)) {
                batcher.take(waiting);
            }
        }
    }

    private void send(Outgoing item) {
        try {
            if (item.isMessage()) {
                if (transport.takesSeveral() && batcher.hasSeparate(item)) {
                    transport.send(batcher.separate(item, this::release), this);
                } else {
                    transport.send(batcher.message(item, this::release), this);
                }
                if (item.behind != null) {
                    // nothing else is written before this method has returned
                    item.behind.run();
                }
            } else if (item.closeCode != 0) {
                close();
                elsewhere(executor, () -> transport.close(item.closeCode, item.text));
            } else {
                transport.ping();
                sent(null);
            }
        } catch (IOException | RuntimeException | Error e) {
            // also where the stack has ended, as in a container that writes a large message piece in piece
            sent(e);
        }
    }

    /** What must happen whether or not there is a thread for it, as closing a socket after its node has stopped. */
    static void elsewhere(Executor executor, Runnable action) {
        try {
            executor.execute(action);
        } catch (RejectedExecutionException noThread) {
            action.run();
        }
    }

    @Override
    public void sent(Throwable failure) {
        if (failure != null) {
            close();
            onFailure.accept(failure);
        } else if (!SENDING.compareAndSet(this, Sending.STARTED, Sending.DONE)) {
            writeUnlessPutOff();
        }
    }

    private void writeUnlessPutOff() {
        if (SENDING.compareAndSet(this, Sending.UNDER_WAY, Sending.DONE)
                || !SENDING.compareAndSet(this, Sending.PUT_OFF, Sending.LEFT)) {
            write();
        }
    }
}
