package io.microcdi.internal.link;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.Consumer;

/**
 * The write queue of a link. All messages to the socket pass through it. Any thread may add items. The first thread
 * that adds to an idle queue becomes the writer, which sends one message at a time until no item waits. No thread holds
 * a lock or waits for the socket: if the transport can block, only threads of the executor for writing send. A thread
 * that has more tasks defers its writing, by the {@linkplain IoExecutors#coalescer coalescer}, so that later messages
 * travel in the same one. Thread-safe.
 *
 * <p>Threads push items onto a stack; the writer takes the whole stack and reverses it. The head of the stack is the
 * state of the queue:
 *
 * <table>
 * <caption>States of the queue</caption>
 * <tr><th>head</th><th>event</th><th>then</th></tr>
 * <tr><td>{@link #IDLE}</td><td>an item is added</td><td>the item is the head; the adding thread writes, or defers the
 * writing</td></tr>
 * <tr><td>an item, or {@code null}</td><td>an item is added</td><td>the item is pushed; the writer finds it</td></tr>
 * <tr><td>an item</td><td>the writer has sent all that it took</td><td>{@code null}: the writer takes the stack</td></tr>
 * <tr><td>{@code null}</td><td>the writer has sent all that it took</td><td>{@link #IDLE}: there is no writer</td></tr>
 * <tr><td>any</td><td>{@link #close}, a send fails, or the writer fails between two sends</td><td>{@link #CLOSED} for
 * ever; the waiting items are dropped</td></tr>
 * </table>
 *
 * <table>
 * <caption>States of the send</caption>
 * <tr><th>state</th><th>event</th><th>then</th></tr>
 * <tr><td>STARTED</td><td>the transport says that it has sent</td><td>DONE: the writer goes on in its loop</td></tr>
 * <tr><td>STARTED</td><td>the transport returns</td><td>UNDER_WAY: the writer leaves; the transport's thread goes on</td></tr>
 * <tr><td>UNDER_WAY</td><td>the transport says that it has sent</td><td>DONE: its thread becomes the writer</td></tr>
 * <tr><td>UNDER_WAY</td><td>a handler's thread adds and defers</td><td>DEFERRED</td></tr>
 * <tr><td>DEFERRED</td><td>the handler's thread has no more tasks</td><td>UNDER_WAY</td></tr>
 * <tr><td>DEFERRED</td><td>the transport says that it has sent</td><td>LEFT: the handler's thread is to write</td></tr>
 * <tr><td>LEFT</td><td>the handler's thread has no more tasks</td><td>DONE: it becomes the writer</td></tr>
 * </table>
 */
final class WriteQueue implements Transport.Sent {

    // field updaters instead of atomic objects save memory: a registry has a queue for each of many thousands of links
    private static final AtomicReferenceFieldUpdater<WriteQueue, WriteItem> STACK = AtomicReferenceFieldUpdater
            .newUpdater(WriteQueue.class, WriteItem.class, "stack");
    private static final AtomicReferenceFieldUpdater<WriteQueue, Sending> SENDING = AtomicReferenceFieldUpdater
            .newUpdater(WriteQueue.class, Sending.class, "sending");
    private static final AtomicIntegerFieldUpdater<WriteQueue> MESSAGES = AtomicIntegerFieldUpdater
            .newUpdater(WriteQueue.class, "messages");
    private static final AtomicIntegerFieldUpdater<WriteQueue> OVERSIZED = AtomicIntegerFieldUpdater
            .newUpdater(WriteQueue.class, "oversized");
    private static final AtomicLongFieldUpdater<WriteQueue> SIZE = AtomicLongFieldUpdater
            .newUpdater(WriteQueue.class, "size");

    private static final WriteItem IDLE = WriteItem.ping();
    private static final WriteItem CLOSED = WriteItem.ping();

    /**
     * After so many messages in a row, the writing moves to another thread, because the first thread has work of its
     * own.
     */
    private static final int MAX_RUN = 128;

    private enum Sending {
        STARTED, UNDER_WAY,
        /** A send is under way, and a handler's thread has deferred the writing of the items that it added meanwhile. */
        DEFERRED,
        /** The send is done. The handler's thread that deferred its writing is to write the waiting items. */
        LEFT, DONE
    }

    /** The bytes that a waiting message takes beside its text. */
    private static final int BYTES_OF_ITEM = 128;

    private final Transport transport;
    private final LinkMemory memory;
    private final IoExecutors executors;
    private final Consumer<Throwable> onFailure;
    private final int maxMessages;
    private final long maxSize;
    private volatile WriteItem stack = IDLE;
    private volatile Sending sending = Sending.DONE;
    private volatile int messages;
    private volatile long size;
    /**
     * The characters of the one waiting message that is longer than {@link #maxSize}; 0 for none. {@link #size} does not
     * include them, because no thread can read both fields at the same moment.
     */
    private volatile int oversized;
    /** The bytes of the message that is being sent, which is held as text and as bytes. Only the writer sets it. */
    private long bytesInFlight;
    /** The first frame of the message that is being sent; it links to the others. Only the writer sets it. */
    private WriteItem frames;
    /** Counts the items that were given to the transport. The writer sets it before {@link #sending}. */
    private int sends;
    /** The value of {@link #sends} at the last check; -1 if no send was under way. Touched by the watching thread only. */
    private int sendSeen = -1;
    private long sendStartedAt;
    /** Whether a ping waits for a thread of the executor. The peer is not to blame for this wait. */
    private volatile boolean pingWaits;
    /** Whether an action adds items, which are sent after it. */
    private volatile boolean corked;
    /** Holds the items between the stack and the transport. Only the writer uses it. */
    private final Batcher batcher = new Batcher();
    private final Runnable writer = this::write;
    private final Runnable deferred = this::tryWrite;

    /**
     * Makes an empty queue.
     *
     * @param budget counts the bytes that wait
     */
    WriteQueue(Transport transport, LinkLimits limits, IoExecutors executors, BufferBudget budget,
            Consumer<Throwable> onFailure) {
        this.transport = transport;
        this.memory = new LinkMemory(budget, this::heldBytes);
        this.executors = executors;
        this.onFailure = onFailure;
        this.maxMessages = limits.maxQueued();
        this.maxSize = limits.maxQueuedSize();
    }

    /**
     * Allows several frames in one message.
     *
     * @param maxBatchSize the characters of such a message at most
     */
    void enableBatches(int maxBatchSize) {
        batcher.enable(maxBatchSize);
    }

    /**
     * Adds an item. Returns false if the queue is full or closed. One message that is longer than the bound of the
     * queue may wait beside the others, because the peer accepts messages of this length.
     */
    @SuppressWarnings("ShortCircuitBoolean") // both counters must count the item
    boolean offer(WriteItem item) {
        int length = item.size();
        boolean oversize = length > maxSize;
        if (oversize && !OVERSIZED.compareAndSet(this, 0, length)) {
            return false;
        }
        // only messages are refused: pings and closes are few and small, and matter most when the queue is full
        if ((MESSAGES.incrementAndGet(this) > maxMessages | SIZE.addAndGet(this, oversize ? 0 : length) > maxSize)
                && item.isMessage()) {
            release(length);
            return false;
        }
        memory.queueChanged(heldBytes());
        WriteItem head;
        do {
            head = stack;
            if (head == CLOSED) {
                release(length);
                return false;
            }
            item.next = head == IDLE ? null : head;
        } while (!STACK.compareAndSet(this, head, item));
        if (head == IDLE) {
            if (transport.canBlock() || !executors.coalescer().defer(writer)) {
                resume();
            }
        } else if (sending == Sending.UNDER_WAY && SENDING.compareAndSet(this, Sending.UNDER_WAY, Sending.DEFERRED)
                && !executors.coalescer().defer(deferred)) {
            tryWrite();
        }
        return true;
    }

    private void tryWrite() {
        if (!SENDING.compareAndSet(this, Sending.DEFERRED, Sending.UNDER_WAY)
                && SENDING.compareAndSet(this, Sending.LEFT, Sending.DONE)) {
            resume();
        }
    }

    /**
     * Runs an action that adds several items, and writes them only afterwards, so that they can travel in one message. The
     * action must not block. If a handler's thread adds items meanwhile and defers their writing, that thread writes all of
     * them.
     */
    void corked(Runnable additions) {
        boolean writing = STACK.compareAndSet(this, IDLE, null);
        if (writing) {
            // counts as a new send: isStalled must not take several actions in a row for one long send
            sends++;
            sending = Sending.UNDER_WAY;
            corked = true;
        }
        try {
            additions.run();
        } finally {
            if (writing) {
                corked = false;
                writeUnlessDeferred();
            }
        }
    }

    /** Closes the queue, and drops the waiting items. */
    void close() {
        stack = CLOSED;
        memory.close();
    }

    /** Returns the count of the bytes that this queue and the rest of its link hold. */
    LinkMemory memory() {
        return memory;
    }

    private long heldBytes() {
        return size + oversized + bytesInFlight + (long) BYTES_OF_ITEM * messages;
    }

    boolean isClosed() {
        return stack == CLOSED;
    }

    int waiting() {
        return messages;
    }

    private void release(int length) {
        MESSAGES.decrementAndGet(this);
        if (length > maxSize) {
            oversized = 0;
        } else {
            SIZE.addAndGet(this, -length);
        }
    }

    private void resume() {
        if (transport.canBlock()) {
            moveWriter();
        } else {
            write();
        }
    }

    private void write() {
        for (int run = 0; run < MAX_RUN; run++) {
            WriteItem item;
            try {
                item = next();
            } catch (Throwable e) {
                // nobody would write any more, and a queue without a send under way never counts as stalled
                sent(e);
                return;
            }
            if (item == null) {
                return;
            }
            sends++;
            sending = Sending.STARTED;
            send(item);
            if (SENDING.compareAndSet(this, Sending.STARTED, Sending.UNDER_WAY)) {
                return;
            }
        }
        moveWriter();
    }

    private void moveWriter() {
        try {
            executors.writing().execute(writer);
        } catch (RuntimeException | Error e) { // not only a rejection: there may be no memory for a task
            close();
            onFailure.accept(e);
        }
    }

    /**
     * Returns whether one send has been under way for longer than a time. Called at regular times, by one thread only.
     *
     * @param now in nanoseconds
     * @param timeoutNanos nanoseconds
     */
    boolean isStalled(long now, long timeoutNanos) {
        Sending state = sending;
        int count = sends;
        if (state == Sending.DONE || state == Sending.LEFT || pingWaits || corked || stack == IDLE) {
            sendSeen = -1;
            return false;
        }
        if (count != sendSeen) {
            sendSeen = count;
            sendStartedAt = now;
        }
        return now - sendStartedAt >= timeoutNanos;
    }

    /** Restarts the time of a send that is under way. Needed after a pause of the whole process. */
    void forgetStall() {
        sendSeen = -1;
    }

    /** Returns the next item to write; {@code null} if the queue has become idle, or is closed. */
    private WriteItem next() {
        bytesInFlight = 0;
        frames = null;
        for (;;) {
            WriteItem waiting = stack;
            if (waiting == CLOSED) {
                // the items that the writer has taken are dropped as well
                return null;
            }
            WriteItem item = batcher.poll();
            if (item != null) {
                release(item.size());
                item.number();
                if (item.claim()) {
                    return item;
                }
            } else if (waiting == null) {
                memory.queueChanged(heldBytes());
                if (STACK.compareAndSet(this, null, IDLE)) {
                    return null;
                }
            } else if (STACK.compareAndSet(this, waiting, null)) {
                batcher.take(waiting);
            }
        }
    }

    private void send(WriteItem item) {
        try {
            if (item.isMessage()) {
                String message = batcher.message(item, this::release);
                frames = item;
                bytesInFlight = 2L * message.length();
                memory.queueChanged(heldBytes());
                transport.send(message, this);
                if (item.afterWrite != null) {
                    // no other item is written before this method returns, even if the transport has sent this one
                    item.afterWrite.run();
                }
            } else if (item.closeCode != 0) {
                close();
                executors.closing().execute(() -> transport.close(item.closeCode, item.text));
            } else {
                // a server may block until it has sent a ping, so that an executor sends it
                pingWaits = true;
                if (item.afterWrite != null) {
                    item.afterWrite.run();
                }
                executors.pinging().execute(this::ping);
            }
        } catch (Throwable e) {
            sent(e);
        }
    }

    private void ping() {
        pingWaits = false;
        try {
            transport.ping(this);
        } catch (Throwable e) {
            sent(e);
        }
    }

    @Override
    public void sent(Throwable failure) {
        if (failure != null) {
            close();
            if (frames != null && transport.failureMeansUndelivered()) {
                frames.undelivered();
            }
            onFailure.accept(failure);
        } else if (!SENDING.compareAndSet(this, Sending.STARTED, Sending.DONE)) {
            writeUnlessDeferred();
        }
    }

    private void writeUnlessDeferred() {
        if (SENDING.compareAndSet(this, Sending.UNDER_WAY, Sending.DONE)
                || !SENDING.compareAndSet(this, Sending.DEFERRED, Sending.LEFT)) {
            resume();
        }
    }
}
