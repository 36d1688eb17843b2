package io.microcdi.internal.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

import io.microcdi.internal.address.Announcement;
import io.microcdi.internal.address.IpRanges;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.security.PeerIdentity;

/**
 * Counts the accepted links of each remote address, and bounds them. The address and the identity of a peer are known
 * only during the handshake, and the link only after it. The announcement connects the two. Thread-safe.
 */
final class LinksByAddress implements LinkObserver {

    /** The number of handshakes that may be under way. Links of more are not counted. */
    private static final int MAX_HANDSHAKES = 1_000;

    private final int max;
    /** The handshakes whose links have not opened, the oldest first. */
    private final List<Opening> handshakes = new ArrayList<>();
    private final LongSupplier clock;
    private final long handshakeNanos;
    /** The open links that are counted; bounded by the bound of all links. */
    private final Map<Link, String> links = new ConcurrentHashMap<>();
    private final Map<String, Integer> counts = new ConcurrentHashMap<>();

    /**
     * Makes an empty set of links.
     *
     * @param clock a clock in nanoseconds that never goes back
     * @param handshakeNanos the time after which a handshake without a link has failed
     */
    LinksByAddress(int max, LongSupplier clock, long handshakeNanos) {
        this.max = max;
        this.clock = clock;
        this.handshakeNanos = handshakeNanos;
    }

    /**
     * A handshake whose link has not opened.
     *
     * @param identity the identity that the peer has proved
     * @param network the address from which it came, or the network of an IPv6 address; {@code null} for none that counts
     * @param since when the handshake was admitted
     */
    private record Opening(Announcement announced, PeerIdentity identity, @Nullable String network, long since) {
    }

    /**
     * An admitted peer whose link opens.
     *
     * @param network the address for which the link counts, as its handshake had it; {@code null} for none
     */
    record Admitted(PeerIdentity identity, @Nullable String network) {

        static Admitted of(PeerIdentity identity) {
            return new Admitted(identity, identity.remote() == null || identity.selfCheck() ? null
                    : IpRanges.network(identity.remote()));
        }
    }

    /** Returns the largest number of links of one address. */
    int max() {
        return max;
    }

    /**
     * Counts a link that is about to open, if there is room for it. Many handshakes may be answered before the first of
     * their links opens. {@link #closed} gives the place back.
     *
     * @return false if its address has as many links as it may have
     */
    boolean reserve(Admitted admitted) {
        String network = admitted.network();
        boolean fits = network == null || counts.merge(network, 1, Integer::sum) <= max;
        if (!fits) {
            release(network);
        }
        return fits;
    }

    /**
     * Gives the place back of a link that was not opened.
     *
     * @param link {@code null} if it was not made
     */
    void release(@Nullable Link link, Admitted admitted) {
        if (link != null) {
            links.remove(link);
        }
        if (admitted.network() != null) {
            release(admitted.network());
        }
    }

    private void release(String network) {
        counts.computeIfPresent(network, (n, count) -> count == 1 ? null : count - 1);
    }

    /** Returns whether an address has as many links as it may have. An unknown address never has. */
    boolean isFull(String remote) {
        return remote != null && counts.getOrDefault(IpRanges.network(remote), 0) >= max;
    }

    /** Called when a handshake may go on. */
    void mayOpen(Announcement announced, PeerIdentity identity) {
        synchronized (handshakes) {
            forgetFailed();
            if (handshakes.size() >= MAX_HANDSHAKES) {
                handshakes.remove(0);
            }
            handshakes.add(new Opening(announced, identity, Admitted.of(identity).network(), clock.getAsLong()));
        }
    }

    /** Stores the address of an accepted link, for which a place is reserved. {@link #closed} gives the place back. */
    void count(Link link, Admitted admitted) {
        if (admitted.network() != null) {
            links.put(link, admitted.network());
        }
    }

    private void forgetFailed() {
        long now = clock.getAsLong();
        handshakes.removeIf(each -> now - each.since() >= handshakeNanos);
    }

    /**
     * Removes a handshake whose link opens, and returns its peer. If several handshakes with this announcement are
     * under way, it is unknown which link belongs to which handshake, because links open in any order. Each link then
     * gets the identity that all these handshakes have proved, and counts for the address of one of them.
     *
     * @return {@code null} if no such handshake is under way
     */
    @Nullable
    Admitted take(Announcement announced) {
        synchronized (handshakes) {
            forgetFailed();
            List<Opening> same = handshakes.stream().filter(each -> each.announced().equals(announced)).toList();
            PeerIdentity identity = same.stream().map(Opening::identity).reduce(PeerIdentity::and).orElse(null);
            if (identity == null) {
                return null;
            }
            handshakes.remove(same.get(0));
            handshakes.replaceAll(each -> each.announced().equals(announced)
                    ? new Opening(announced, identity, each.network(), each.since())
                    : each);
            return new Admitted(identity, same.get(0).network());
        }
    }

    @Override
    public void closed(Link link, int code, String reason) {
        String address = links.remove(link);
        if (address != null) {
            link.socketEnd().whenComplete((ended, never) -> release(address));
        }
    }
}
