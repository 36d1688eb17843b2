package io.microcdi.internal.link;

/**
 * Watches whether the other end lives (wire, Signs of life). A link pings the other end after some time without a byte, and
 * gives it up after twice that time. A ping waits behind the messages of its link, and a peer that reads them slowly has
 * nothing to say meanwhile: its time begins when the ping is sent. Thread-safe.
 */
final class Liveness {

    /** The result of a {@linkplain #check check}. */
    enum Action {
        NOTHING, PING, GIVE_UP
    }

    /** Looks come at most a tenth of the time apart. A ping is sent a little after the look that asked for it. */
    private static final int LOOKS_PER_PING_INTERVAL = 10;

    /** For how many ping intervals after the last byte an {@linkplain #excuse excuse} is taken. */
    private static final int MAX_EXCUSED_PING_INTERVALS = 6;

    private final long pingAfter;
    /** When the last byte was read. */
    private volatile long read;
    /** From when on the silence counts. */
    private volatile long heard;
    private volatile boolean pinged;
    /** Whether a ping waits behind messages. */
    private volatile boolean pingQueued;
    /** When the first ping was sent since the other end was heard, or an earlier moment. */
    private volatile long pingSent;

    Liveness(long pingAfter, long now) {
        this.pingAfter = pingAfter;
        this.read = now;
        this.heard = now;
        this.pingSent = now - pingAfter;
    }

    void heard(long now) {
        read = now;
        begin(now);
    }

    /**
     * Lets the silence begin now: the other end may have been heard, and was not listened to. It has no effect if
     * nothing was read for long, because the reading thread reads between two messages that keep it.
     */
    void excuse(long now) {
        if (now - read < MAX_EXCUSED_PING_INTERVALS * pingAfter) {
            begin(now);
        }
    }

    private void begin(long now) {
        heard = now;
        if (pinged) {
            pinged = false;
        }
    }

    long silence(long now) {
        return now - heard;
    }

    /** Returns whether a ping is to be sent: not if one was sent since the other end was heard. */
    boolean ask() {
        boolean first = !pinged;
        pinged = true;
        return first;
    }

    /** The ping was not sent: the next look asks again. */
    void forgetPing() {
        pinged = false;
    }

    /** A ping waits in the queue of the link. */
    void pingQueued() {
        pingQueued = true;
    }

    /** The turn of a ping has come: all that was queued before it was sent. Called by the writer of the queue. */
    void pinged(long now) {
        if (pingSent - heard < 0) {
            pingSent = now;
        }
        pingQueued = false;
    }

    Action check(long now) {
        long silence = silence(now);
        if (silence >= 2 * pingAfter && !pingQueued
                && now - pingSent >= pingAfter - pingAfter / LOOKS_PER_PING_INTERVAL) {
            return Action.GIVE_UP;
        }
        return silence >= pingAfter && ask() ? Action.PING : Action.NOTHING;
    }
}
