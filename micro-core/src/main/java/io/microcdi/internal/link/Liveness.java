package io.microcdi.internal.link;

/**
 * Watches whether the other end lives (wire, Signs of life). A link pings the other end after some time without a byte, and
 * gives it up after twice that time.
 */
final class Liveness {

    /** The result of a {@linkplain #check check}. */
    enum Action {
        NOTHING, PING, GIVE_UP
    }

    private final long pingAfter;
    private volatile long heard;
    private volatile boolean pinged;

    Liveness(long pingAfter, long now) {
        this.pingAfter = pingAfter;
        this.heard = now;
    }

    void heard(long now) {
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

    Action check(long now) {
        long silence = silence(now);
        if (silence >= 2 * pingAfter) {
            return Action.GIVE_UP;
        }
        return silence >= pingAfter && ask() ? Action.PING : Action.NOTHING;
    }
}
