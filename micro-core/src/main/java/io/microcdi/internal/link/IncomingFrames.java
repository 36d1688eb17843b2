package io.microcdi.internal.link;

import java.util.ArrayList;
import java.util.List;

import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.wire.Excerpts;
import io.microcdi.internal.wire.Frame;
import io.microcdi.internal.wire.FrameReader;
import io.microcdi.internal.wire.JsonSyntaxException;
import io.microcdi.internal.wire.LoggedThrowable;

/**
 * Reads the messages that come over a link, and hands each frame to its place. One thread at a time calls {@link #text}; any
 * thread may ask how busy it is.
 */
final class IncomingFrames {

    /**
     * The largest number of frames of a batch whose answers go out in one message. The peer can work on these answers while
     * this side reads the next frames.
     */
    private static final int MAX_BATCHED_ANSWERS = 16;
    private static final long LOG_INTERVAL_NANOS = 1_000_000_000L;

    private final Link link;
    private final LinkHandler handler;
    private final OutboundRequests outbound;
    private final InboundRequests inbound;
    private final Timer timer;
    private final LinkCounters counters;
    private final FrameReader reader;
    private final ReadTimeAccount readShare = new ReadTimeAccount();
    private long malformed;
    private long loggedAt;
    /** When the reading thread began its present message; 0 between two messages. */
    private volatile long readingSince;
    /** The nanoseconds that messages have taken on the reading thread. Only that thread sets it. */
    private volatile long readNanos;
    /** The same in processor time. Counted only while {@link #threadNanosWanted}. */
    private volatile long readThreadNanos;
    private volatile boolean threadNanosWanted;
    private volatile boolean throttled;

    IncomingFrames(Link link, LinkHandler handler, OutboundRequests outbound, InboundRequests inbound,
            LinkLimits limits, Timer timer, LinkCounters counters) {
        this.link = link;
        this.handler = handler;
        this.outbound = outbound;
        this.inbound = inbound;
        this.timer = timer;
        this.counters = counters;
        this.reader = new FrameReader(limits.wire());
        this.loggedAt = timer.nanoTime() - LOG_INTERVAL_NANOS;
    }

    void enableBatches() {
        reader.enableBatches();
    }

    long reading() {
        long since = readingSince;
        return since == 0 ? 0 : timer.nanoTime() - since;
    }

    long readNanos() {
        return readNanos;
    }

    long readThreadNanos() {
        return readThreadNanos;
    }

    void wantThreadNanos(boolean wanted) {
        threadNanosWanted = wanted;
    }

    ReadTimeAccount readShare() {
        return readShare;
    }

    void throttle(boolean on) {
        throttled = on;
    }

    boolean isThrottled() {
        return throttled;
    }

    /**
     * Processes a message. Called by one thread at a time. It never throws.
     *
     * @param begun the time now, in the timer's nanoseconds
     * @return the time at the end of the message
     */
    long text(String message, long begun) {
        readingSince = begun;
        boolean measured = threadNanosWanted;
        long threadBegun = measured ? timer.threadNanos() : 0;
        long ended;
        try {
            if (reader.isBatch(message)) {
                batch(message);
            } else {
                act(reader.read(message));
            }
        } catch (RuntimeException e) {
            // no exception may reach the server: some servers close the socket then, others ignore it
            internalError(e);
        } catch (Throwable e) { // as for a missing class. The messages after it would fail, too
            internalError(e);
            link.abort(CloseCodes.INTERNAL_ERROR, e.getClass().getSimpleName());
        } finally {
            ended = timer.nanoTime();
            readNanos = readNanos + ended - begun;
            if (measured) {
                readThreadNanos = readThreadNanos + timer.threadNanos() - threadBegun;
            }
            readingSince = 0;
        }
        return ended;
    }

    private void batch(String message) {
        List<Frame> frames = new ArrayList<>();
        try {
            reader.readBatch(message, frames);
        } catch (JsonSyntaxException e) {
            counters.addMalformed();
            link.abort(CloseCodes.PROTOCOL_ERROR, "broken batch");
            return;
        }
        // corked, so that the answers of this thread also travel in one message
        for (int from = 0; from < frames.size(); from += MAX_BATCHED_ANSWERS) {
            List<Frame> some = frames.subList(from, Math.min(from + MAX_BATCHED_ANSWERS, frames.size()));
            link.corked(() -> some.forEach(this::act));
        }
    }

    /** Processes a frame. Its failure must not prevent the other frames of the batch. */
    private void act(Frame frame) {
        try {
            dispatch(frame);
        } catch (RuntimeException e) {
            internalError(e);
        }
    }

    private void internalError(Throwable e) {
        counters.warnings().write(timer::nanoTime,
                leftOut -> LinkLog.LOG.internalError(link.peer().toString(), LoggedThrowable.of(e)));
    }

    private void dispatch(Frame frame) {
        if (frame instanceof Frame.Request request) {
            if (throttled) {
                tooFast(request.id(), request.twoway());
            } else {
                handler.request(link, request);
            }
        } else if (frame instanceof Frame.Command command) {
            if (throttled) {
                tooFast(command.id(), command.twoway());
            } else {
                handler.command(link, command);
            }
        } else if (frame instanceof Frame.Response response) {
            outbound.answered(response);
        } else if (frame instanceof Frame.Abort abort) {
            inbound.aborted(abort.target());
        } else if (frame instanceof Frame.Malformed bad) {
            malformed(bad);
        }
    }

    private void tooFast(long id, boolean twoway) {
        counters.addRefused();
        if (twoway) {
            inbound.fail(id, "429", "this link exceeds its share of reading time", true);
        }
    }

    private void malformed(Frame.Malformed bad) {
        counters.addMalformed();
        malformed++;
        long now = timer.nanoTime();
        if (now - loggedAt >= LOG_INTERVAL_NANOS) {
            loggedAt = now;
            if (counters.warnings().permits(now)) {
                LinkLog.LOG.malformed(link.peer().toString(), Excerpts.of(bad.reason()), malformed);
            }
        }
        if (bad.answerTo() >= 0) {
            inbound.fail(bad.answerTo(), "400", bad.reason(), true);
        }
        if (bad.answerOf() >= 0) {
            outbound.unreadable(bad);
        }
    }
}
