package io.microcdi.internal.call;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.address.PeerInfo;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.link.PeerState;
import io.microcdi.internal.node.PeerAddress;

/**
 * Chooses one of the known instances: it draws two at random and takes the one with fewer calls in flight ("power of
 * two choices"). Recent failures count as calls in flight, because an instance that fails fast has the fewest. This
 * spreads calls as evenly as a comparison of all instances. It also avoids that all callers choose the same idle
 * instance. If both have the same number, it takes the instance in the node's own zone. An instance thus gets at most
 * twice its even share of the calls.
 */
final class InstanceChoice {

    /** The largest number of instances that are all checked. Among more instances, a few are drawn at random. */
    private static final int MAX_COMPARED = 8;
    private static final int DRAWS = 8;
    /** The weight of a dial that is under way, in calls in flight. An instance with an open link comes first. */
    private static final int DIALLED = 1 << 18;

    private final CallContext context;
    /** How many calls wait for a link to an instance. They are calls in flight too. */
    private final Map<InstanceKey, Integer> dialling = new ConcurrentHashMap<>();

    InstanceChoice(CallContext context) {
        this.context = context;
    }

    /**
     * Chooses an instance that is neither ejected nor leaving.
     *
     * @param excluded the instances that failed this call
     * @return the instance; {@code null} if there is none
     */
    PeerAddress choose(CallRequest request, Set<InstanceKey> excluded) {
        List<PeerAddress> known = context.directory().known(request.namespace());
        if (known.isEmpty()) {
            return null;
        }
        if (known.size() == 1) {
            PeerAddress only = known.get(0);
            return isCandidate(only, excluded)
                    && context.ejection().acquire(only) ? only : null;
        }
        if (known.size() > MAX_COMPARED) {
            PeerAddress chosen = chooseOfMany(known, excluded);
            if (chosen != null) {
                return chosen;
            }
        }
        List<PeerAddress> candidates = new ArrayList<>(known.size());
        for (PeerAddress address : known) {
            if (isCandidate(address, excluded)) {
                candidates.add(address);
            }
        }
        while (!candidates.isEmpty()) {
            PeerAddress chosen = draw(candidates);
            if (context.ejection().acquire(chosen)) {
                return chosen;
            }
            candidates.remove(chosen);
        }
        return null;
    }

    /**
     * Draws until it has found two candidates. Its cost does not grow with the number of instances. It may find no
     * candidate if only few instances are usable.
     */
    @SuppressWarnings("ReferenceEquality") // both are elements of the same list
    private PeerAddress chooseOfMany(List<PeerAddress> known, Set<InstanceKey> excluded) {
        RandomGenerator random = context.node().environment().random();
        PeerAddress first = null;
        for (int draw = 0; draw < DRAWS; draw++) {
            PeerAddress drawn = known.get(random.nextInt(known.size()));
            if (drawn == first || !isCandidate(drawn, excluded)) {
                continue;
            }
            // an idle instance needs no comparison, unless another one may be nearer
            if (first != null || load(drawn) == 0 && !context.node().isInOtherZone(drawn)) {
                PeerAddress chosen = first == null ? drawn : lighter(first, drawn);
                return context.ejection().acquire(chosen) ? chosen : null;
            }
            first = drawn;
        }
        return null;
    }

    private boolean isCandidate(PeerAddress address, Set<InstanceKey> excluded) {
        return !excluded.contains(address.key()) && !context.ejection().isEjected(address)
                && !context.node().isLeaving(address);
    }

    /** Adds the keys of the instances that leave, which a search is not to find. */
    void addLeaving(String namespace, Set<String> keys) {
        for (PeerAddress address : context.directory().known(namespace)) {
            if (context.node().isLeaving(address)) {
                keys.add(address.key().toString());
            }
        }
    }

    /** Returns an instance with an open link, even if it is ejected or excluded; {@code null} if there is none. */
    PeerAddress anyOpen(String namespace) {
        for (PeerAddress address : context.directory().known(namespace)) {
            if (context.node().link(address) != null || context.node().isSelf(address)) {
                return address;
            }
        }
        // an instance whose link is open although its registry has removed it, for example after a pause
        for (Link link : context.node().openLinks()) {
            Link open = link.peer().namespace().equals(namespace)
                    ? context.node().link(namespace, link.peer().key())
                    : null;
            if (open != null) {
                return address(open);
            }
        }
        return null;
    }

    /** Returns the whole address of a peer: its link may close before a call comes to it, which then dials. */
    private static PeerAddress address(Link link) {
        PeerState peer = link.peer();
        PeerInfo info = peer.info();
        boolean wss = peer.isDialled() && link.isEncrypted();
        return new PeerAddress(peer.namespace(), peer.key(), info.known() ? info.scheme() : wss ? "wss" : "ws",
                info.known(), peer.isSecondDialect(), info.id());
    }

    private PeerAddress draw(List<PeerAddress> candidates) {
        int count = candidates.size();
        if (count == 1) {
            return candidates.get(0);
        }
        RandomGenerator random = context.node().environment().random();
        int first = random.nextInt(count);
        int second = (first + 1 + random.nextInt(count - 1)) % count;
        return lighter(candidates.get(first), candidates.get(second));
    }

    private PeerAddress lighter(PeerAddress one, PeerAddress other) {
        int difference = load(one) - load(other);
        boolean nearer = context.node().isInOtherZone(one) && !context.node().isInOtherZone(other);
        return difference < 0 || difference == 0 && !nearer ? one : other;
    }

    private int load(PeerAddress address) {
        Link link = context.node().link(address);
        return (link == null ? waiting(address) : link.pendingRequests()) + context.ejection().penalty(address);
    }

    private int waiting(PeerAddress address) {
        Integer calls = dialling.get(address.key());
        return calls == null ? 0 : DIALLED + calls;
    }

    /** Returns whether a candidate has an open link, or is this node. */
    boolean hasOpen(String namespace, Set<InstanceKey> excluded) {
        for (PeerAddress address : context.directory().known(namespace)) {
            if (isCandidate(address, excluded)
                    && (context.node().link(address) != null || context.node().isSelf(address))) {
                return true;
            }
        }
        return false;
    }

    /** Counts a call that begins to wait for a link. */
    void dialBegins(PeerAddress address) {
        dialling.merge(address.key(), 1, Integer::sum);
    }

    /** Counts a call that waits for a link no longer. */
    void dialEnds(PeerAddress address) {
        dialling.computeIfPresent(address.key(), (key, calls) -> calls == 1 ? null : calls - 1);
    }
}
