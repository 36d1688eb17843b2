package io.microcdi.internal.websocket;

import java.io.IOException;
import java.net.ProtocolException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.microcdi.internal.concurrent.Timer;

/**
 * Remembers the addresses that answered a handshake with more headers than the JDK's client reads. The client fails such
 * a handshake, but keeps its socket, and the headers, for as long as the client itself lives. So the address is not
 * dialled for a while, which doubles each time, and after some of these answers a dial gets a client of its own, which
 * is dropped when the dial fails. Thread-safe.
 */
final class OversizedAnswers {

    /** From this number on, each dial gets a client of its own. An answer takes about 1.2 MB. */
    static final int MANY = 4;

    private static final long FIRST_PAUSE = TimeUnit.SECONDS.toNanos(1);
    private static final int DOUBLINGS = 12;
    private static final int MAX_ADDRESSES = 1_024;

    private final Timer timer;
    private final Map<String, Pause> pauses = new LinkedHashMap<>();
    private int count;

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

    /** Notes the failure of a handshake if it is of this kind, and returns whether it is. */
    synchronized boolean note(URI url, Throwable failure) {
        boolean oversized = isOversized(failure);
        if (oversized) {
            count = Math.min(count + 1, MANY);
            Pause last = pauses.remove(url.getRawAuthority());
            int answers = last == null ? 0 : Math.min(last.answers + 1, DOUBLINGS);
            pauses.put(url.getRawAuthority(), new Pause(answers, timer.nanoTime() + (FIRST_PAUSE << answers)));
            if (pauses.size() > MAX_ADDRESSES) {
                pauses.remove(pauses.keySet().iterator().next());
            }
        }
        return oversized;
    }

    /** Returns whether a dial needs a client of its own. */
    synchronized boolean areMany() {
        return count >= MANY;
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
