package io.microcdi.internal.node;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.microcdi.internal.link.Link;

/**
 * The peers that have said that they leave. Calls do not choose them any more. A peer that this node dialled leaves
 * on all its links, if it was dialled under the same namespace: a service of another one may say any id. A peer that
 * dialled this node has proved nothing, and leaves on that link only. Thread-safe.
 */
final class LeavingPeers {

    private final LinkTable links;
    /** The dialled open links on which it was said: mostly none. */
    private final Set<Link> said = ConcurrentHashMap.newKeySet();
    /** The accepted ones. Any number of peers may say it, so that no call looks at all of them. */
    private final Set<Link> saidByOthers = ConcurrentHashMap.newKeySet();

    LeavingPeers(LinkTable links) {
        this.links = links;
    }

    /** Records that the other end of a link leaves. */
    void add(Link link) {
        link.peer().leaving();
        (link.peer().isDialled() ? said : saidByOthers).add(link);
        if (!link.isOpen()) {
            // its end may have been reported before
            closed(link);
        }
    }

    /** Returns whether the instance of an address leaves. */
    boolean contains(PeerAddress address) {
        if (said.isEmpty() && saidByOthers.isEmpty()) {
            return false;
        }
        if (!address.id().isEmpty() && said.stream().anyMatch(
                link -> link.peer().namespace().equals(address.namespace())
                        && link.peer().extras().id().equals(address.id()))) {
            return true;
        }
        Link open = links.findProved(address.namespace(), address.key(), address.id());
        return open != null && open.peer().isLeaving();
    }

    void closed(Link link) {
        said.remove(link);
        saidByOthers.remove(link);
    }
}
