package io.microcdi.internal.websocket;

import java.io.IOException;
import java.net.ProtocolException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

import io.microcdi.internal.concurrent.LogLimit;
import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.wire.Excerpts;

/**
 * Stores the addresses that answered a handshake with more headers than the JDK's client reads. The client fails such a
 * handshake, but holds its socket and the headers for as long as the client itself lives. So the address is not dialled
 * during a pause. The pause doubles each time, until a handshake succeeds. After several such answers the shared client
 * is dropped, and ends with its last link; each dial gets a client of its own for an hour, unless the last handshake
 * with its address succeeded. That client ends when the dial fails. While shared clients hold many such answers, because
 * their links last, no dial gets a shared client, and the log says so. Thread-safe.
 */
final class OversizedAnswers {

    /** The number of answers from which on dials get clients of their own. One answer takes about 1.2 MB. */
    static final int DROP_THRESHOLD = 4;
    /** The largest number of answers that shared clients hold, apart from those of dials that were in progress. */
    static final int MAX_HELD = 32;

    private static final long FIRST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int MAX_DOUBLINGS = 12;
    private static final int MAX_ADDRESSES = 1_024;
    private static final long CAUTION_NANOS = TimeUnit.HOURS.toNanos(1);

    private final Timer timer;
    private final Map<String, Pause> pauses = new LinkedHashMap<>();
    private final Set<String> good = new LinkedHashSet<>();
    /** The answers that shared clients hold. Each element returns whether the client has ended. */
    private final List<BooleanSupplier> held = new ArrayList<>();
    private final LogLimit logLimit = LogLimit.of(1, CAUTION_NANOS);
    /** The number of answers to shared clients since the last caution, and since they were last dropped. */
    private int count;
    private int sinceDrop;
    private long cautiousUntil;

    private record Pause(int answers, long until) {
    }

    OversizedAnswers(Timer timer) {
        this.timer = timer;
    }

    /** Throws an exception while an address must not be dialled. */
    synchronized void check(URI url) throws IOException {
        Pause pause = pauses.get(url.getRawAuthority());
        long left = pause == null ? 0 : pause.until - timer.nanoTime();
        if (left > 0) {
            throw new IOException("is not dialled for " + (TimeUnit.NANOSECONDS.toSeconds(left) + 1)
                    + " s, because the headers of its last answer to a handshake were too large");
        }
    }

    /** Records a handshake that has succeeded. */
    synchronized void succeeded(URI url) {
        pauses.remove(url.getRawAuthority());
        good.add(url.getRawAuthority());
        forgetOldest(good);
    }

    /**
     * Records the failure of a handshake. Returns whether the shared clients must be dropped, because they hold
     * {@link #DROP_THRESHOLD} oversized answers.
     *
     * @param ended returns whether the shared client of the dial has ended, and with it the answer; {@code null} if the dial
     *        had a client of its own
     */
    synchronized boolean failed(URI url, Throwable failure, @Nullable BooleanSupplier ended) {
        if (!isOversized(failure)) {
            return false;
        }
        long now = timer.nanoTime();
        good.remove(url.getRawAuthority());
        Pause last = pauses.remove(url.getRawAuthority());
        int answers = last == null ? 0 : Math.min(last.answers + 1, MAX_DOUBLINGS);
        pauses.put(url.getRawAuthority(), new Pause(answers, now + (FIRST_PAUSE_NANOS << answers)));
        forgetOldest(pauses.keySet());
        cautiousUntil = now + CAUTION_NANOS;
        if (ended == null) {
            return false;
        }
        count++;
        sinceDrop = (sinceDrop + 1) % DROP_THRESHOLD;
        held.add(ended);
        if (held.size() == MAX_HELD && isFull()) {
            logLimit.write(timer::nanoTime, leftOut -> WebSocketLog.LOG.noSharedClient(MAX_HELD,
                    Excerpts.of(url.getRawAuthority())));
        }
        return sinceDrop == 0;
    }

    /** Returns whether shared clients that have not ended hold the largest number of answers. */
    private boolean isFull() {
        if (held.size() >= MAX_HELD) {
            held.removeIf(BooleanSupplier::getAsBoolean);
        }
        return held.size() >= MAX_HELD;
    }

    /** Returns whether a dial needs a client of its own. */
    synchronized boolean isSuspect(URI url) {
        if (isFull()) {
            return true;
        }
        if (count >= DROP_THRESHOLD && timer.nanoTime() - cautiousUntil >= 0) {
            count = 0;
        }
        return count >= DROP_THRESHOLD && !good.contains(url.getRawAuthority());
    }

    private static void forgetOldest(Set<String> addresses) {
        if (addresses.size() > MAX_ADDRESSES) {
            addresses.remove(addresses.iterator().next());
        }
    }

    /**
     * Returns whether an answer was too large. The text of the message decides, because the client has no exception
     * type for this failure.
     */
    private static boolean isOversized(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProtocolException && String.valueOf(cause.getMessage()).contains("too big")) {
                return true;
            }
        }
        return false;
    }
}
