package io.microcdi.concurrent;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.jboss.logging.Logger;

/**
 * Sockets of which one thread tells that they can be read, so that they are read there.
 *
 * <p>Who waits while it is told, as for a peer that does not read, would keep all other sockets waiting. So the thread is looked
 * at now and then: where it is still at the same, another one takes its place, and it ends when it comes back. Thread-safe.
 */
final class ReadySockets {

    /** Who waits while it is told keeps the others waiting for up to two of these. */
    static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(200);

    /** A socket that somebody else has closed is let go of as late as this. */
    private static final long FORGET_MILLIS = 1_000;

    private static final Logger LOG = Logger.getLogger(ReadySockets.class);

    private record Added(SelectableChannel channel, ReadySocket socket) {
    }

    private final ThreadFactory threads;
    private final Selector selector;
    private final Timer.Alarm alarm;
    private final Queue<Added> added = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;
    private volatile Turn turn;
    private Turn lastTurn;
    private long lastCount;

    ReadySockets(ThreadFactory threads, Timer timer) throws IOException {
        this.threads = threads;
        selector = Selector.open();
        begin();
        alarm = timer.every(PAUSE, this::look);
    }

    /** Tells of a socket from now on, first whether it can be read or not. Not after {@link #close()}. */
    void add(SelectableChannel channel, ReadySocket socket) {
        added.add(new Added(channel, socket));
        selector.wakeup();
    }

    /** Gives all sockets back, by the thread that tells of them. */
    void close() {
        alarm.cancel();
        closed = true;
        selector.wakeup();
    }

    private void begin() {
        Turn next = new Turn();
        turn = next;
        threads.newThread(next).start();
    }

    private void look() {
        Turn now = turn;
        SelectionKey kept = now.reading.get();
        if (kept != null && now == lastTurn && now.count == lastCount) {
            replace(now, kept);
        }
        lastTurn = now;
        lastCount = now.count;
    }

    private void replace(Turn late, SelectionKey kept) {
        listen(kept, 0);
        if (late.reading.compareAndSet(kept, null)) {
            begin();
        } else {
            listen(kept, SelectionKey.OP_READ);
        }
    }

    private static void listen(SelectionKey key, int operations) {
        try {
            key.interestOps(operations);
            key.selector().wakeup();
        } catch (CancelledKeyException e) {
            LOG.trace("a socket was closed meanwhile", e);
        }
    }

    /** What one thread does until another one takes its place. */
    private final class Turn implements Runnable {

        /** What it is told of now; {@code null} also from when it was replaced. */
        private final AtomicReference<SelectionKey> reading = new AtomicReference<>();
        private volatile long count;

        @Override
        public void run() {
            try {
                while (!closed) {
                    selector.select(selector.keys().isEmpty() ? 0 : FORGET_MILLIS);
                    if (!readAll()) {
                        return;
                    }
                }
                // what was added before the end is added by now
                if (readAll()) {
                    giveBack();
                }
            } catch (IOException e) {
                LOG.debugf(e, "nothing can be selected");
            }
        }

        /** Says whether this thread still is the one. */
        private boolean readAll() {
            for (Iterator<SelectionKey> selected = selector.selectedKeys().iterator(); selected.hasNext();) {
                SelectionKey key = selected.next();
                selected.remove();
                if (!read(key)) {
                    return false;
                }
            }
            for (Added next = added.poll(); next != null; next = added.poll()) {
                SelectionKey key = register(next);
                if (key != null && !read(key)) {
                    return false;
                }
            }
            return true;
        }

        private SelectionKey register(Added next) {
            try {
                return next.channel.register(selector, SelectionKey.OP_READ, next.socket);
            } catch (ClosedChannelException e) {
                LOG.trace("a socket was closed before it was read", e);
                return null;
            }
        }

        private boolean read(SelectionKey key) {
            count++;
            reading.set(key);
            boolean open = ((ReadySocket) key.attachment()).read();
            boolean replaced = !reading.compareAndSet(key, null);
            if (!open) {
                key.cancel();
                selector.wakeup();
            } else if (replaced) {
                listen(key, SelectionKey.OP_READ);
            }
            return !replaced;
        }

        private void giveBack() throws IOException {
            for (SelectionKey key : selector.keys()) {
                if (key.isValid()) {
                    key.cancel();
                    ((ReadySocket) key.attachment()).giveBack();
                }
            }
            selector.close();
        }
    }
}
