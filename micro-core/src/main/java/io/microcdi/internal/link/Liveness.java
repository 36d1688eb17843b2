package io.microcdi.internal.link;

/**
 * Watches whether the other end lives (wire, Signs of life). A link pings the other end after some time without a byte, and
 * gives it up after twice that time. A ping waits behind the messages of its link, and a peer that reads them slowly sends
 * nothing meanwhile. So the peer's time to answer begins only when the ping is sent. Thread-safe.
 */
final class Liveness {

    /** The result of a {@linkplain #check check}. */
    enum Action {
        NOTHING, PING, GIVE_UP
    }

    /** The number of checks in a ping interval, at least. A ping is sent a little after the check that asked for it. */
    private static final int CHECKS_PER_PING_INTERVAL = 10;

    /**
     * For how many ping intervals after the last byte an {@linkplain #restartSilence restart} has an effect. A thread
     * may be busy for six of them. It counts as busy after half of one, and a quiet link was read up to one before
     * that.
     */
    private static final int MAX_RESTART_PING_INTERVALS = 8;

    private final long pingAfterNanos;
    /** When the last byte was read. */
    private volatile long readAt;
    /** When the silence began: at the last byte, or at the last restart. */
    private volatile long heard;
    private volatile boolean pinged;
    /** Whether a ping waits behind messages. */
    private volatile boolean pingQueued;
    /** When the first ping since the beginning of the silence was sent. If none was sent since then, an earlier moment. */
    private volatile long pingSentAt;

    Liveness(long pingAfterNanos, long now) {
        this.pingAfterNanos = pingAfterNanos;
        this.readAt = now;
        this.heard = now;
        this.pingSentAt = now - pingAfterNanos;
    }

    void heard(long now) {
        readAt = now;
        begin(now);
    }

    /**
     * Restarts the measurement of silence, because the peer may have sent bytes that this side had no time to read. A busy
     * reading thread still reads between two messages. So the call has no effect if nothing was read for long.
     */
    void restartSilence(long now) {
        if (now - readAt < MAX_RESTART_PING_INTERVALS * pingAfterNanos) {
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

    /** Returns whether a ping is to be sent: only one is sent in each silence. */
    boolean ask() {
        boolean first = !pinged;
        pinged = true;
        return first;
    }

    /** Records that the ping was not sent, so that the next check asks again. */
    void forgetPing() {
        pinged = false;
    }

    /** Records that a ping waits in the queue of the link. */
    void pingQueued() {
        pingQueued = true;
    }

    /** Records that all items before the ping were sent, and the ping is sent now. Called by the writer of the queue. */
    void pinged(long now) {
        if (pingSentAt - heard < 0) {
            pingSentAt = now;
        }
        pingQueued = false;
    }

    Action check(long now) {
        long silence = silence(now);
        if (silence >= 2 * pingAfterNanos && !pingQueued
                && now - pingSentAt >= pingAfterNanos - pingAfterNanos / CHECKS_PER_PING_INTERVAL) {
            return Action.GIVE_UP;
        }
        return silence >= pingAfterNanos && ask() ? Action.PING : Action.NOTHING;
    }
}
