package io.microcdi.internal.registry.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;

import org.jspecify.annotations.Nullable;

import io.microcdi.internal.registry.RegistryEvents;
import io.microcdi.internal.security.IssuedToken;
import io.microcdi.internal.security.PeerIdentity;

/**
 * One stream of {@code GET /api/events}. It writes only while the socket takes bytes, and on one thread at a time. Other
 * threads leave their work to this thread, which also ends the stream. Thread-safe.
 */
final class EventStream implements WriteListener {

    /** The longest time between two texts. A write finds out whether the client is still there. */
    private static final long COMMENT_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(5);
    /** The longest time in which the client takes nothing. */
    private static final long MAX_IDLE_WRITE_NANOS = TimeUnit.SECONDS.toNanos(20);
    /** The longest time of a stream: the next one asks again who may see it. */
    private static final Duration MAX_STREAM = Duration.ofHours(1);
    private static final Duration MAX_STREAM_OF_SERVERS_USER = Duration.ofMinutes(5);
    /** The server may admit a token for longer than this class allows it: the client must not connect each second. */
    private static final Duration MIN_STREAM_OF_SERVERS_USER = Duration.ofSeconds(10);
    private static final byte[] COMMENT = ":\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final int PART_BYTES = 8 << 10;

    private final EventStreams streams;
    private final AsyncContext async;
    private final ServletOutputStream out;
    private final String address;
    private final PeerIdentity reader;
    private final boolean withStats;
    private final long beganAt;
    private final long longestNanos;
    private RequestEnd requestEnd;
    /**
     * More than zero while a thread writes. This thread writes again for each thread that came meanwhile. The value
     * begins at one, for the thread that starts the stream.
     */
    private final AtomicInteger work = new AtomicInteger(1);
    private volatile boolean started;
    private volatile boolean closing;
    private volatile boolean tickDue;
    // only the thread that writes uses these
    private boolean ended;
    private boolean statsDue;
    /** When numbers were sent last. */
    private long statsSentAt;
    private long event;
    /** The number of the last event that the client knows by its id. */
    private long known;
    private ChangedNamespaces.Place change;
    private byte @Nullable [] text;
    private int written;
    private boolean flushDue;
    private long progressAt;

    /**
     * A stream that is not written yet.
     *
     * @param address has a place in the streams
     * @param after the number of the last event that the client knows; -1 if it knows none that is kept
     * @param change the place of the last change of numbers that the greeting contains
     * @param greeting the first text
     */
    EventStream(EventStreams streams, AsyncContext async, String address, PeerIdentity reader, boolean withStats,
            long after, ChangedNamespaces.Place change, byte[] greeting) throws IOException {
        this.streams = streams;
        this.async = async;
        this.out = async.getResponse().getOutputStream();
        this.address = address;
        this.reader = reader;
        this.withStats = withStats;
        this.event = after;
        this.known = after;
        this.change = change;
        this.text = greeting;
        this.beganAt = streams.registry().timer().nanoTime();
        this.longestNanos = longest(reader, streams.registry().timer().now(), streams.registry().clockSkew())
                .toNanos();
        this.progressAt = beganAt;
        this.statsSentAt = beganAt;
    }

    /**
     * Returns the longest time of a stream that begins now. The token of a reader, and the password of a user of this
     * registry, are checked again meanwhile. A clock that is set back does not prolong a token. The server shows its users
     * only to their requests: a stream of such a user ends with the user's token, and is short, because nothing tells that
     * the user has signed out or lost the role.
     *
     * @param skew how much later a token may end, as for links
     */
    static Duration longest(PeerIdentity reader, Instant now, Duration skew) {
        Principal person = reader.principal();
        if (person == null || person instanceof SignIn.User || AccessFilter.isService(reader)) {
            // a mode that refuses nobody also admits a token that has ended
            long leftMillis = reader.ends() - now.toEpochMilli();
            return leftMillis > 0 && leftMillis < MAX_STREAM.toMillis() ? Duration.ofMillis(leftMillis) : MAX_STREAM;
        }
        long left = IssuedToken.end(person) - now.getEpochSecond() + skew.toSeconds();
        return Duration.ofSeconds(Math.max(MIN_STREAM_OF_SERVERS_USER.toSeconds(),
                Math.min(left, MAX_STREAM_OF_SERVERS_USER.toSeconds())));
    }

    /** Begins to write. */
    void start(RequestEnd end) {
        requestEnd = end;
        try {
            streams.add(this);
            end.then(this::close);
            out.setWriteListener(this);
        } catch (RuntimeException e) {
            WebLog.LOG.debugf(e, "a stream of events could not begin");
            closing = true;
        } finally {
            work();
        }
    }

    @Override
    public void onWritePossible() {
        started = true;
        pump();
    }

    @Override
    public void onError(Throwable failure) {
        WebLog.LOG.debugf(failure, "the reader of a stream of events is gone");
        close();
    }

    /**
     * Writes numbers, and ends a stream that nobody reads, that has lasted for long enough, or whose reader may not read
     * any more.
     */
    void tick() {
        tickDue = true;
        pump();
    }

    /** Ends the stream, on the thread that writes if there is one. The client connects again. */
    void close() {
        closing = true;
        pump();
    }

    /** Writes the pending texts, as far as the socket takes them. */
    void pump() {
        if (work.getAndIncrement() == 0) {
            work();
        }
    }

    private void work() {
        requestEnd.write(this::writeForAll);
    }

    /** Writes until no thread has come meanwhile. Called only by the thread that has changed the count from zero to one. */
    private void writeForAll() {
        int seen = 1;
        do {
            try {
                write();
            } catch (IOException | RuntimeException e) {
                end();
                WebLog.LOG.debugf(e, "a stream of events has ended");
            } catch (Error e) {
                // before the log line: if memory is short, the log may fail, too
                end();
                streams.failed(e);
            }
            seen = work.addAndGet(-seen);
        } while (seen > 0);
    }

    private void write() throws IOException {
        if (closing) {
            end();
        }
        // even the question whether it can write is not allowed before the container has called onWritePossible
        if (ended || !started) {
            return;
        }
        boolean over = false;
        if (tickDue) {
            tickDue = false;
            statsDue = withStats;
            if (!streams.mayRead(reader)) {
                end();
                return;
            }
            over = streams.registry().timer().nanoTime() - beganAt > longestNanos;
        }
        while (!closing && out.isReady()) {
            if (text != null) {
                int count = Math.min(PART_BYTES, text.length - written);
                out.write(text, written, count);
                written += count;
                if (written == text.length) {
                    text = null;
                }
                flushDue = true;
                progressAt = streams.registry().timer().nanoTime();
            } else if (flushDue) {
                flushDue = false;
                out.flush();
            } else if (over) {
                end();
                return;
            } else {
                text = next();
                written = 0;
                if (text == null) {
                    return;
                }
            }
        }
        if (streams.registry().timer().nanoTime() - progressAt > MAX_IDLE_WRITE_NANOS) {
            end();
        }
    }

    private byte @Nullable [] next() {
        RegistryEvents all = streams.registry().events();
        long last = all.last();
        EventTexts.Text<Long> events;
        do {
            if (!all.isKnown(event)) {
                event = last;
                known = last;
                change = streams.texts().change();
                return streams.texts().greeting("reset", last, true, reader.visible());
            }
            events = event < last ? streams.texts().events(event, reader.visible()) : null;
            if (events != null) {
                event = events.next;
                if (events.bytes.length > 0) {
                    known = event;
                    return events.bytes;
                }
            }
        } while (events != null);
        long now = streams.registry().timer().nanoTime();
        if (statsDue || withStats && now - statsSentAt >= EventStreams.TICK_INTERVAL_NANOS) {
            statsDue = false;
            EventTexts.Text<ChangedNamespaces.Place> stats = streams.texts().stats(change, reader.visible());
            if (stats != null) {
                statsSentAt = now;
                change = stats.next;
                statsDue = stats.more;
                if (stats.bytes.length > 0) {
                    return withPlace(stats.bytes);
                }
            }
        }
        return now - progressAt > COMMENT_INTERVAL_NANOS ? withPlace(COMMENT) : null;
    }

    /**
     * Adds the number of the last event to a text, if the client did not get the event itself because it may not see
     * the namespace.
     */
    private byte[] withPlace(byte[] bytes) {
        if (known == event) {
            return bytes;
        }
        known = event;
        byte[] place = streams.texts().place(event);
        byte[] all = Arrays.copyOf(place, place.length + bytes.length);
        System.arraycopy(bytes, 0, all, place.length, bytes.length);
        return all;
    }

    private void end() {
        if (ended) {
            return;
        }
        ended = true;
        closing = true;
        streams.remove(this);
        streams.leave(address);
        try {
            async.complete();
        } catch (RuntimeException completed) {
            WebLog.LOG.debugf(completed, "a stream of events was completed by its container");
        }
    }
}
