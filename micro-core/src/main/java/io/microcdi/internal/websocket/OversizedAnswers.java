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
 * Remembers the addresses that answered a handshake with more headers than the JDK's client reads. The client fails such
 * a handshake, but keeps its socket, and the headers, for as long as the client itself lives. So the address is not
 * dialled for a while, which doubles each time until a handshake succeeds. After some of these answers, for an hour, an
 * address gets a client for each dial unless its last handshake has succeeded. That client ends when the dial fails.
 * Thread-safe.
 */
final class OversizedAnswers {

    /** From this number on, unknown addresses get clients of their own. An answer takes about 1.2 MB. */
    static final int MANY = 4;

    private static final long FIRST_PAUSE = TimeUnit.SECONDS.toNanos(1);
    private static final int DOUBLINGS = 12;
    private static final int MAX_ADDRESSES = 1_024;
    private static final long CAUTION = TimeUnit.HOURS.toNanos(1);

    private final Timer timer;
    private final Map<String, Pause> pauses = new LinkedHashMap<>();
    private final Set<String> good = new LinkedHashSet<>();
    private int count;
    private long cautiousUntil;

    private record Pause(int answers, long until) {
    }

    OversizedAnswers(Timer timer) {
        this.timer = timer;
    }

    /** Fails while an address is not to be dialled. */
    synchronized void check(URI url) throws IOException {
        Pause pause = pauses.get(url.getRawAuthority());
        long left = pause == null ? 0 : pause.until - timer.nanoTime();
        if (left > 0) {
            throw new IOException("is not dialled for " + (TimeUnit.NANOSECONDS.toSeconds(left) + 1)
                    + " s, because the headers of its last answer to a handshake were too large");
        }
    }

    /** Notes a handshake that has succeeded. */
    synchronized void succeeded(URI url) {
        pauses.remove(url.getRawAuthority());
        good.add(url.getRawAuthority());
        forgetOldest(good);
    }

    /** Notes the failure of a handshake. Returns whether this answer was the one that made them many. */
    synchronized boolean failed(URI url, Throwable failure) {
        if (!isOversized(failure)) {
            return false;
        }
        long now = timer.nanoTime();
        good.remove(url.getRawAuthority());
        Pause last = pauses.remove(url.getRawAuthority());
        int answers = last == null ? 0 : Math.min(last.answers + 1, DOUBLINGS);
        pauses.put(url.getRawAuthority(), new Pause(answers, now + (FIRST_PAUSE << answers)));
        forgetOldest(pauses.keySet());
        count++;
        cautiousUntil = now + CAUTION;
        return count == MANY;
    }

    /** Returns whether a dial needs a client of its own. */
    synchronized boolean isSuspect(URI url) {
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

    /** The client has no type of its own for this failure. */
    private static boolean isOversized(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProtocolException && String.valueOf(cause.getMessage()).contains("too big")) {
                return true;
            }
        }
        return false;
    }
}
