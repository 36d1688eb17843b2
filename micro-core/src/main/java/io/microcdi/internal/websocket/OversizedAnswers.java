package io.microcdi.internal.websocket;

import java.io.IOException;
import java.net.ProtocolException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.microcdi.internal.concurrent.Timer;

/**
 * Stores the addresses that answered a handshake with more headers than the JDK's client reads. The client fails such a
 * handshake, but holds its socket and the headers for as long as the client itself lives. So the address is not dialled
 * during a pause. The pause doubles each time, until a handshake succeeds. After several such answers the shared client
 * is dropped, and ends with its last link; each dial gets a client of its own for an hour, unless the last handshake
 * with its address succeeded. That client ends when the dial fails. After many such answers to shared clients, whose
 * links may last, no dial gets a shared client any more. Thread-safe.
 */
final class OversizedAnswers {

    /** The number of answers from which on dials get clients of their own. One answer takes about 1.2 MB. */
    static final int MANY = 4;
    /** The largest number of answers that shared clients hold, apart from those of dials that were in progress. */
    static final int MOST = 32;

    private static final long FIRST_PAUSE = TimeUnit.SECONDS.toNanos(1);
    private static final int DOUBLINGS = 12;
    private static final int MAX_ADDRESSES = 1_024;
    private static final long CAUTION = TimeUnit.HOURS.toNanos(1);

    private final Timer timer;
    private final Map<String, Pause> pauses = new LinkedHashMap<>();
    private final Set<String> good = new LinkedHashSet<>();
    /** The number of answers to shared clients since the last caution, and since the start. */
    private int count;
    private int all;
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
     * {@link #MANY} oversized answers.
     *
     * @param alone whether the dial had a client of its own
     */
    synchronized boolean failed(URI url, Throwable failure, boolean alone) {
        if (!isOversized(failure)) {
            return false;
        }
        long now = timer.nanoTime();
        good.remove(url.getRawAuthority());
        Pause last = pauses.remove(url.getRawAuthority());
        int answers = last == null ? 0 : Math.min(last.answers + 1, DOUBLINGS);
        pauses.put(url.getRawAuthority(), new Pause(answers, now + (FIRST_PAUSE << answers)));
        forgetOldest(pauses.keySet());
        cautiousUntil = now + CAUTION;
        if (alone) {
            return false;
        }
        count++;
        all++;
        return all % MANY == 0;
    }

    /** Returns whether a dial needs a client of its own. */
    synchronized boolean isSuspect(URI url) {
        if (all >= MOST) {
            return true;
        }
        if (count >= MANY && timer.nanoTime() - cautiousUntil >= 0) {
            count = 0;
        }
        return count >= MANY && !good.contains(url.getRawAuthority());
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
