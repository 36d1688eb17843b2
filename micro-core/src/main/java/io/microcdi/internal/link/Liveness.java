package io.microcdi.internal.link;

/**
 * Whether the other end lives (wire, Signs of life): after some time without a byte it is pinged, after twice as
 * long it is given up.
 */
final class Liveness {

    /** What is to be done. */
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

    Action check(long now) {
        long silence = silence(now);
        if (silence >= 2 * pingAfter) {
            return Action.GIVE_UP;
        }
        return silence >= pingAfter && ask() ? Action.PING : Action.NOTHING;
    }
}
