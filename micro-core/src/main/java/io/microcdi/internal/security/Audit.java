package io.microcdi.internal.security;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

import io.microcdi.internal.address.IpRanges;
import io.microcdi.internal.concurrent.LogLimit;
import io.microcdi.internal.wire.Excerpts;

/**
 * Writes one line to the category {@code io.microcdi.audit} for each refusal: the peer, its address, and the reason. All
 * texts are cut and escaped. One address, or one IPv6 network, causes at most 30 lines a minute, all together 300. The
 * next line has the number of those that were left out. Thread-safe.
 */
public final class Audit {

    private static final long PERIOD_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int MAX_LINES_PER_ADDRESS = 30;
    private static final int MAX_LINES = 300;
    private static final int MAX_ADDRESSES = 256;

    private final LongSupplier clock;
    private final LogLimit all = LogLimit.of(MAX_LINES, PERIOD_NANOS);
    private final Map<String, LogLimit> each = new LinkedHashMap<>();
    private long leftOut;
    private final LongAdder refusals = new LongAdder();

    /**
     * Makes an audit log.
     *
     * @param clock the nanoseconds of a timer
     */
    public Audit(LongSupplier clock) {
        this.clock = clock;
    }

    /**
     * Writes a refusal, unless a bound is reached.
     *
     * @param who the namespace, key or user of the refused peer, as it calls itself
     * @param from the IP address from which it came, or another place; {@code null} if it is not known
     * @param what the reason, without secrets and tokens
     * @return whether the line was written
     */
    public boolean refused(RefusalKind kind, String who, String from, String what) {
        refusals.increment();
        return write(SecurityLog.AUDIT::refused, kind, who, from, what);
    }

    /** Writes the refusal of a handshake, as {@link #refused(RefusalKind, String, String, String)}. */
    public void refused(ConnectRefusal refusal, String who, String from) {
        refused(refusal.kind(), who, from, refusal.reason());
    }

    /** Counts a refusal that has no line of its own, because the line of an equal one was written lately. */
    void refusedAgain() {
        refusals.increment();
    }

    /** Returns the number of refusals, including those without a line. */
    public long refusals() {
        return refusals.sum();
    }

    /**
     * Writes that a peer would be refused in a mode other than {@code permissive}, unless a bound is reached.
     *
     * @return whether the line was written
     */
    public boolean wouldRefuse(RefusalKind kind, String who, String from, String what) {
        return write(SecurityLog.AUDIT::wouldRefuse, kind, who, from, what);
    }

    private boolean write(Line line, RefusalKind kind, String who, String from, String what) {
        String address = Excerpts.of(Objects.requireNonNullElse(from, "an unknown address"));
        long before = take(from == null ? address : IpRanges.network(address));
        if (before >= 0) {
            // without the lock: each refusal needs it, and a log may block
            line.write(kind.text(), Excerpts.of(who), address, Excerpts.of(what), before);
        }
        return before >= 0;
    }

    /** Returns the number of refusals that were left out before this one; -1 if this one is left out. */
    private synchronized long take(String network) {
        long now = clock.getAsLong();
        LogLimit own = each.remove(network);
        if (own == null && each.size() >= MAX_ADDRESSES) {
            // the addresses are in the order of their last refusals
            each.remove(each.keySet().iterator().next());
        }
        own = own == null ? LogLimit.of(MAX_LINES_PER_ADDRESS, PERIOD_NANOS) : own;
        each.put(network, own);
        // the count of all addresses, which the next line of any address gives
        if (own.take(now) < 0 || all.take(now) < 0) {
            leftOut++;
            return -1;
        }
        long before = leftOut;
        leftOut = 0;
        return before;
    }

    @FunctionalInterface
    private interface Line {

        void write(String kind, String who, String from, String what, long leftOut);
    }
}
