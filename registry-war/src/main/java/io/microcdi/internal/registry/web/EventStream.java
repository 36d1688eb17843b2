package io.microcdi.internal.registry.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;

import org.jspecify.annotations.Nullable;

import io.microcdi.internal.security.PeerIdentity;

/**
 * One stream of {@code GET /api/events}. It writes only while the socket takes bytes, and with one thread at a time: the
 * others leave their work to that one. Thread-safe.
 */
final class EventStream implements WriteListener {

    /** The longest time between two texts. A write finds out whether the client is still there. */
    private static final long SILENCE = TimeUnit.SECONDS.toNanos(5);
    /** The longest time in which the client takes nothing. */
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(20);
    /** The longest time of a stream: the next one asks again who may see it. */
    private static final long LIFE = TimeUnit.HOURS.toNanos(1);
    private static final byte[] COMMENT = ":\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final int PART_BYTES = 8 << 10;

    private final EventStreams streams;
    private final AsyncContext async;
    private final ServletOutputStream out;
    private final String address;
    private final PeerIdentity reader;
    private final boolean withStats;
    private final long begun;
    /** More than zero while a thread writes; that thread begins again for each that came meanwhile. */
    private final AtomicInteger work = new AtomicInteger();
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile boolean started;
    private volatile boolean over;
    private volatile boolean statsDue;
    // only the thread that writes uses these
    private long event;
    private long change;
    private byte @Nullable [] text;
    private int written;
    private boolean flushDue;
    private long lastProgress;

    /**
     * A stream that is not written yet.
     *
     * @param address has a place in the streams
     * @param after the number of the last event that the client knows; -1 if it knows none that is kept
     * @param greeting the first text
     */
    EventStream(EventStreams streams, AsyncContext async, String address, PeerIdentity reader, boolean withStats,
            long after, byte[] greeting) throws IOException {
        this.streams = streams;
        this.async = async;
        this.out = async.getResponse().getOutputStream();
        this.address = address;
        this.reader = reader;
        this.withStats = withStats;
        this.event = after;
        this.change = streams.change();
        this.text = greeting;
        this.begun = streams.registry().timer().nanoTime();
        this.lastProgress = begun;
    }

    /** Begins to write. */
    void start(RequestEnd requestEnd) {
        streams.add(this);
        requestEnd.then(this::end);
        out.setWriteListener(this);
    }

    @Override
    public void onWritePossible() {
        started = true;
        pump();
    }

    @Override
    public void onError(Throwable failure) {
        WebLog.LOG.debugf(failure, "the reader of a stream of events is gone");
        end();
    }

    /** Has numbers written, and ends a stream that nobody reads or that has lasted for long enough. */
    void tick() {
        long now = streams.registry().timer().nanoTime();
        statsDue = withStats;
        over = now - begun > LIFE || System.currentTimeMillis() > reader.ends();
        pump();
    }

    /** Writes what there is, as far as the socket takes it. */
    void pump() {
        if (!started || work.getAndIncrement() > 0) {
            return;
        }
        int seen = 1;
        do {
            try {
                write();
            } catch (IOException | RuntimeException | Error e) {
                WebLog.LOG.debugf(e, "a stream of events has ended");
                end();
            }
            seen = work.addAndGet(-seen);
        } while (seen > 0);
    }

    private void write() throws IOException {
        while (!ended.get() && out.isReady()) {
            if (text != null) {
                int count = Math.min(PART_BYTES, text.length - written);
                out.write(text, written, count);
                written += count;
                if (written == text.length) {
                    text = null;
                }
                flushDue = true;
                lastProgress = streams.registry().timer().nanoTime();
            } else if (flushDue) {
                flushDue = false;
                out.flush();
            } else if (over) {
                end();
            } else {
                text = next();
                written = 0;
                if (text == null) {
                    return;
                }
            }
        }
        if (streams.registry().timer().nanoTime() - lastProgress > PATIENCE) {
            end();
        }
    }

    private byte @Nullable [] next() {
        long last = streams.registry().events().last();
        if (!streams.registry().events().isKnown(event)) {
            event = last;
            change = streams.change();
            return streams.greeting("reset", last, reader.visible());
        }
        if (event < last) {
            EventStreams.Text events = streams.events(event, reader.visible());
            if (events != null) {
                event = events.next;
                if (events.bytes.length > 0) {
                    return events.bytes;
                }
            }
        }
        if (statsDue) {
            statsDue = false;
            EventStreams.Text stats = streams.stats(change, reader.visible());
            if (stats != null) {
                change = stats.next;
                if (stats.bytes.length > 0) {
                    return stats.bytes;
                }
            }
        }
        return streams.registry().timer().nanoTime() - lastProgress > SILENCE ? COMMENT : null;
    }

    /** Ends the stream. The client connects again. */
    void end() {
        if (!ended.compareAndSet(false, true)) {
            return;
        }
        streams.remove(this);
        streams.leave(address);
        try {
            async.complete();
        } catch (IllegalStateException completed) {
            WebLog.LOG.debugf(completed, "a stream of events was completed by its container");
        }
    }
}
