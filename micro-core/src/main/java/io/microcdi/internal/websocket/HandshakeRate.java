package io.microcdi.internal.websocket;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.address.IpRanges;

/**
 * Spreads the handshakes of a server over time. All nodes of a restarted registry dial it at once, and each handshake
 * costs more than a hundred calls. A handshake that comes too early waits for its turn, or is refused if too many wait.
 * Thread-safe.
 */
public final class HandshakeRate {

    /** Returned by {@link #turn()} if a handshake must be refused. */
    public static final long REFUSED = -1;

    /** Some servers take several slashes for one. */
    private static final Pattern ANNOUNCEMENT = Pattern.compile("/+[^/]+/+\\d{1,5}(/.*)?");
    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** The share of a second's handshakes that need no turn, because they often come in small groups. */
    private static final int GROUPS_PER_SECOND = 10;
    private static final int MAX_NETWORKS = 4_096;

    private final LongSupplier clock;
    private final long intervalNanos;
    private final long burstNanos;
    private final long maxWaitNanos;
    /** The time at which the next handshake would begin if none came early. */
    private final AtomicLong next;
    /** The same time for each network from which handshakes came, at four fifths of the rate. The oldest is the first. */
    private final Map<String, Long> nextOfNetwork = new LinkedHashMap<>();

    private HandshakeRate(LongSupplier clock, int perSecond, long burstNanos, int maxWaiting) {
        this.clock = clock;
        this.intervalNanos = SECOND_NANOS / perSecond;
        this.burstNanos = burstNanos;
        this.maxWaitNanos = maxWaiting * intervalNanos;
        this.next = new AtomicLong(clock.getAsLong());
    }

    /**
     * Makes a rate for a server that lets handshakes wait.
     *
     * @param clock gives nanoseconds
     */
    public static HandshakeRate waiting(MicroConfig config, LongSupplier clock) {
        return new HandshakeRate(clock, config.get(ConfigKeys.HANDSHAKES_PER_SECOND), SECOND_NANOS / GROUPS_PER_SECOND,
                config.get(ConfigKeys.MAX_HANDSHAKES));
    }

    /**
     * Makes a rate for a server in which no handshake can wait. The handshakes of one second may all begin at once.
     *
     * @param clock gives nanoseconds
     */
    public static HandshakeRate refusing(MicroConfig config, LongSupplier clock) {
        return new HandshakeRate(clock, config.get(ConfigKeys.HANDSHAKES_PER_SECOND), SECOND_NANOS, 0);
    }

    /**
     * Returns whether a path may be the announcement of a node. An application may have endpoints of its own, which this
     * rate does not concern.
     *
     * @param path the raw path below the context path
     */
    public static boolean concerns(String path) {
        return ANNOUNCEMENT.matcher(path).matches();
    }

    /** Returns whether a value of the header {@code Upgrade}, which is a list, has the token {@code websocket}. */
    public static boolean asksForWebSocket(String upgrade) {
        for (String token : upgrade.split(",", -1)) {
            if (token.trim().equalsIgnoreCase("websocket")) {
                return true;
            }
        }
        return false;
    }

    /**
     * Takes a turn for a handshake that cannot wait. One address, or one IPv6 network, takes at most four fifths of all
     * turns, so that it leaves some to others.
     *
     * @param remote the IP address from which the handshake came; {@code null} if it is not known
     * @return whether the handshake may begin
     */
    public boolean permits(String remote) {
        if (remote == null) {
            return turn() != REFUSED;
        }
        String network = IpRanges.network(remote);
        synchronized (nextOfNetwork) {
            long now = clock.getAsLong();
            Long before = nextOfNetwork.remove(network);
            long planned = before == null || before - now < 0 ? now : before;
            boolean permits = planned - now <= burstNanos && turn() != REFUSED;
            if (nextOfNetwork.size() >= MAX_NETWORKS) {
                nextOfNetwork.remove(nextOfNetwork.keySet().iterator().next());
            }
            nextOfNetwork.put(network, permits ? planned + intervalNanos + intervalNanos / 4 : planned);
            return permits;
        }
    }

    /**
     * Takes a turn for a handshake.
     *
     * @return the nanoseconds until its turn, 0 if it may begin now, or {@link #REFUSED}
     */
    public long turn() {
        long now = clock.getAsLong();
        while (true) {
            long planned = next.get();
            long wait = Math.max(0, planned - now - burstNanos);
            if (wait > maxWaitNanos) {
                return REFUSED;
            }
            long later = (planned - now > 0 ? planned : now) + intervalNanos;
            if (next.compareAndSet(planned, later)) {
                return wait;
            }
        }
    }
}
