package io.microcdi.internal.node;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.microcdi.internal.link.Link;

/**
 * The peers that have said that they leave. Calls do not choose them any more. If this node has dialled such a peer,
 * the peer leaves on all links to its id and its namespace. A link of another namespace is not affected, because a
 * service may announce the id of another. If the peer has dialled this node, it has proved nothing, and leaves on that
 * link only. Thread-safe.
 */
final class LeavingPeers {

    private final LinkTable links;
    /** The open dialled links of leaving peers. Usually there are none. */
    private final Set<Link> said = ConcurrentHashMap.newKeySet();
    /**
     * The open accepted links of leaving peers. Any number of peers may say that they leave, so that no call iterates over
     * this set.
     */
    private final Set<Link> saidByOthers = ConcurrentHashMap.newKeySet();

    LeavingPeers(LinkTable links) {
        this.links = links;
    }

    /** Records that the other end of a link leaves. */
    void add(Link link) {
        link.peer().leaving();
        (link.peer().isDialled() ? said : saidByOthers).add(link);
        if (!link.isOpen()) {
            // the end of the link may have been reported before it was added
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
                        && link.peer().info().id().equals(address.id()))) {
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
