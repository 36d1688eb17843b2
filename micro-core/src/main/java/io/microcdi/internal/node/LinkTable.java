package io.microcdi.internal.node;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.link.PeerState;

/** The open links of a node, by their destination. Thread-safe. */
final class LinkTable {

    private record Destination(String namespace, InstanceKey key) {
    }

    /** The places: of the links below, of dialled links before their hello, and of links that are about to open. */
    private final AtomicInteger size = new AtomicInteger();
    /** The sockets that are still to be closed, of links that have ended. */
    private final AtomicInteger ending = new AtomicInteger();
    private final AtomicInteger listed = new AtomicInteger();
    private volatile CountDownLatch emptied;
    /** The links by destination. The lists are immutable, and nearly all of them have one link. */
    private final Map<Destination, List<Link>> byDestination = new ConcurrentHashMap<>();

    /** The dialled links that wait for their hello. */
    private final Set<Link> unproved = ConcurrentHashMap.newKeySet();

    /**
     * Reserves a place for a link that is about to be added. Returns false if the table is full.
     *
     * @param max the largest number of links
     */
    boolean reserve(int max) {
        if (size.incrementAndGet() + ending.get() > max) {
            release();
            return false;
        }
        return true;
    }

    /** Releases a place that was reserved for a link which is not added. */
    void release() {
        boolean last = size.decrementAndGet() == 0;
        CountDownLatch waiting = emptied;
        if (waiting != null && last) {
            waiting.countDown();
        }
    }

    /** Adds a link for which a place was reserved. */
    void add(Link link) {
        byDestination.merge(destination(link), List.of(link),
                (links, added) -> Stream.concat(links.stream(), added.stream()).toList());
        listed.incrementAndGet();
    }

    /** Adds a dialled link that is not used before its hello. */
    void addUnproved(Link link) {
        unproved.add(link);
    }

    /** Removes a link whose hello has come, or that has ended before. */
    void removeUnproved(Link link) {
        unproved.remove(link);
    }

    /** Returns the dialled links that wait for their hello. */
    Stream<Link> unproved() {
        return unproved.stream();
    }

    boolean remove(Link link) {
        boolean[] removed = new boolean[1];
        byDestination.computeIfPresent(destination(link), (d, links) -> {
            List<Link> left = links.stream().filter(other -> other != link).toList();
            removed[0] = left.size() < links.size();
            return left.isEmpty() ? null : left;
        });
        if (removed[0]) {
            listed.decrementAndGet();
            ending.incrementAndGet();
            release();
            link.socketEnd().whenComplete((ended, never) -> ending.decrementAndGet());
        }
        return removed[0];
    }

    /** Waits until all links are closed. Returns false if some are still open after the given time. */
    boolean awaitEmpty(long nanos) throws InterruptedException {
        CountDownLatch empty = new CountDownLatch(1);
        emptied = empty;
        return size.get() == 0 || empty.await(nanos, TimeUnit.NANOSECONDS);
    }

    /** As {@link #find(String, InstanceKey, String)}, for any id. */
    Link find(String namespace, InstanceKey key) {
        return find(namespace, key, "");
    }

    /**
     * Returns an open link over which an instance may be called, or {@code null} if there is none. This node has dialled
     * the instance, or the instance has proved its namespace and takes calls over the links that it has dialled. An
     * accepted link by itself proves nothing: anybody may announce any namespace.
     *
     * @param id the id that the other end must have announced; empty for any, or none
     */
    Link find(String namespace, InstanceKey key, String id) {
        return find(namespace, key, id, false);
    }

    /** As {@link #find(String, InstanceKey, String)}, also where the instance takes no calls over its link. */
    Link findProved(String namespace, InstanceKey key, String id) {
        return find(namespace, key, id, true);
    }

    private Link find(String namespace, InstanceKey key, String id, boolean answersOnly) {
        List<Link> links = byDestination.get(new Destination(namespace, key));
        if (links != null) {
            for (Link link : links) {
                PeerState peer = link.peer();
                if (link.isOpen() && !link.isRetired() && (id.isEmpty() || id.equals(peer.info().id()))
                        && (peer.isDialled() || peer.identity().proves(namespace)
                                && (answersOnly || !peer.info().has(PeerState.ANSWERS_ONLY)))) {
                    return link;
                }
            }
        }
        return null;
    }

    /** Returns whether an instance has an open link to this node that the instance has dialled, in either dialect. */
    boolean hasAccepted(String namespace, InstanceKey key) {
        return Stream.of(namespace, "")
                .flatMap(name -> byDestination.getOrDefault(new Destination(name, key), List.of()).stream())
                .anyMatch(link -> link.isOpen() && !link.peer().isDialled());
    }

    /** Returns the links that are open now. */
    List<Link> all() {
        return byDestination.values().stream().flatMap(List::stream).toList();
    }

    /** Returns the number of links in use. */
    int listed() {
        return listed.get();
    }

    /** Returns the number of places that are taken. */
    int size() {
        return size.get() + ending.get();
    }

    private static Destination destination(Link link) {
        return new Destination(link.peer().namespace(), link.peer().key());
    }
}
