package io.microcdi.internal.node;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.microcdi.internal.link.Link;

/**
 * The peers that have said that they leave. Calls do not choose them any more. A peer that this node dialled has proved its
 * id, and leaves on all its links. A peer that dialled this node has proved nothing, and leaves on that link only.
 * Thread-safe.
 */
final class LeavingPeers {

    private final LinkTable links;
    private final Set<String> ids = ConcurrentHashMap.newKeySet();
    private final Set<Link> said = ConcurrentHashMap.newKeySet();

    LeavingPeers(LinkTable links) {
        this.links = links;
    }

    /** Records that the other end of a link leaves. */
    void add(Link link) {
        link.peer().leaving();
        said.add(link);
        if (link.peer().isDialled() && link.peer().extras().known()) {
            ids.add(link.peer().extras().id());
        }
        if (!link.isOpen()) {
            // its end may have been reported before
            closed(link);
        }
    }

    /** Returns whether the instance of an address leaves. */
    boolean contains(PeerAddress address) {
        if (said.isEmpty()) {
            return false;
        }
        if (ids.contains(address.id())) {
            return true;
        }
        Link link = links.find(address.namespace(), address.key(), address.id());
        return link != null && link.peer().isLeaving();
    }

    void closed(Link link) {
        if (said.remove(link) && said.stream().noneMatch(other -> other.peer().isDialled()
                && other.peer().extras().id().equals(link.peer().extras().id()))) {
            ids.remove(link.peer().extras().id());
        }
    }
}
