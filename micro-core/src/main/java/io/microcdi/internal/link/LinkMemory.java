package io.microcdi.internal.link;

import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.function.LongSupplier;

/**
 * Counts the bytes that one link holds for its peer: unsent messages, the received part of an incomplete message, and bytes that other objects hold on the peer's behalf. Thread-safe.
 *
 * <p>Invariant: while the link is open, {@code counted} differs from the true number by less than {@link #STEP}. Each
 * thread that changes the number calls a method here afterwards, and that method repeats until the invariant holds. So
 * the last of several threads corrects what the others have counted in another order.
 */
final class LinkMemory {

    /** The bytes that a link may hold without being counted. Ten thousand links hold 40 MB so. */
    static final int STEP = 4 << 10;

    private static final AtomicLongFieldUpdater<LinkMemory> COUNTED = AtomicLongFieldUpdater
            .newUpdater(LinkMemory.class, "counted");
    private static final AtomicLongFieldUpdater<LinkMemory> OTHER = AtomicLongFieldUpdater
            .newUpdater(LinkMemory.class, "other");

    /** A message with more empty parts in a row than this counts as endless. */
    private static final int MAX_EMPTY_PARTS = 1_000;

    private final BufferBudget budget;
    private final LongSupplier queued;
    /** The bytes of this link that the budget contains; -1 when the link has closed. */
    private volatile long counted;
    private volatile long other;
    /** Bytes of the message that is not complete; written by the reading thread only, as the next two. */
    private volatile long unfinished;
    private volatile boolean isUnfinished;
    private volatile long unfinishedSince;
    private int emptyParts;

    /**
     * Makes the account of a link that holds nothing.
     *
     * @param queued returns the bytes that wait to be written
     */
    LinkMemory(BufferBudget budget, LongSupplier queued) {
        this.budget = budget;
        this.queued = queued;
    }

    /** Called after each change of the bytes that wait to be written, with their number. */
    void queueChanged(long now) {
        if (isFar(now + unfinished + other, counted)) {
            update();
        }
    }

    /** Adds to the bytes that other objects hold on the peer's behalf. */
    void keep(long bytes) {
        OTHER.addAndGet(this, bytes);
        update();
    }

    /**
     * Called on the reading thread when a part of a message has come, but not the last one.
     *
     * @param length the bytes or characters that have come so far. A buffer that grows takes up to twice as many bytes
     * @param now the time, in nanoseconds
     * @return false if the parts must not be held any longer, because the link has closed
     */
    boolean unfinished(long length, long now) {
        if (!isUnfinished) {
            unfinishedSince = now;
            isUnfinished = true;
            emptyParts = 0;
        }
        emptyParts = 2 * length > unfinished ? 0 : emptyParts + 1;
        unfinished = 2 * length;
        update();
        return counted >= 0;
    }

    /** Called on the reading thread when a whole message has come. */
    void finished() {
        if (isUnfinished) {
            isUnfinished = false;
            unfinished = 0;
            update();
        }
    }

    /** Returns how long a message has been incomplete, in nanoseconds; 0 if none is. */
    long unfinishedFor(long now) {
        return isUnfinished ? now - unfinishedSince : 0;
    }

    /** Counts the time of an incomplete message from now on. */
    void forgetUnfinished(long now) {
        unfinishedSince = now;
    }

    /** Returns whether parts without content come again and again. For the reading thread. */
    boolean isEndless() {
        return emptyParts > MAX_EMPTY_PARTS;
    }

    /** Removes all bytes of this link from the budget, because the link has closed. */
    void close() {
        long before = COUNTED.getAndSet(this, -1);
        if (before > 0) {
            budget.add(-before);
        }
    }

    /** Returns what the link holds now. */
    long held() {
        return queued.getAsLong() + unfinished + other;
    }

    private void update() {
        for (;;) {
            long before = counted;
            long now = held();
            if (!isFar(now, before)) {
                return;
            }
            if (COUNTED.compareAndSet(this, before, now)) {
                budget.add(now - before);
            }
        }
    }

    private static boolean isFar(long now, long before) {
        return before >= 0 && Math.abs(now - before) >= STEP;
    }
}
