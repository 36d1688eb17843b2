package io.microcdi.internal.node;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.link.Link;

/** The open links of a node, by whom they lead to. Thread-safe. */
final class LinkTable {

    private record Destination(String namespace, InstanceKey key) {
    }

    private final AtomicInteger size = new AtomicInteger();
    private volatile CountDownLatch emptied;
    /** Lists that never change: nearly all are of one link. */
    private final Map<Destination, List<Link>> byDestination = new ConcurrentHashMap<>();

    /** Takes a place for a link that is about to be added; false if there are as many already. */
    boolean reserve(int max) {
        if (size.incrementAndGet() > max) {
            release();
            return false;
        }
        return true;
    }

    /** Gives a place back that was taken for a link which is not added. */
    void release() {
        boolean last = size.decrementAndGet() == 0;
        CountDownLatch waiting = emptied;
        if (waiting != null && last) {
            waiting.countDown();
        }
    }

    /** Adds a link for which a place was taken. */
    void add(Link link) {
        byDestination.merge(destination(link), List.of(link),
                (links, added) -> Stream.concat(links.stream(), added.stream()).toList());
    }

    boolean remove(Link link) {
        boolean[] removed = new boolean[1];
        byDestination.computeIfPresent(destination(link), (d, links) -> {
            List<Link> left = links.stream().filter(other -> other != link).toList();
            removed[0] = left.size() < links.size();
            return left.isEmpty() ? null : left;
        });
        if (removed[0]) {
            release();
        }
        return removed[0];
    }

    /** Waits until all links are closed; false if some are not by then. */
    boolean awaitEmpty(long nanos) throws InterruptedException {
        CountDownLatch empty = new CountDownLatch(1);
        emptied = empty;
        return size.get() == 0 || empty.await(nanos, TimeUnit.NANOSECONDS);
    }

    /** An open link to an instance, whoever dialled it; {@code null} if there is none. */
    Link find(String namespace, InstanceKey key) {
        List<Link> links = byDestination.get(new Destination(namespace, key));
        if (links != null) {
            for (Link link : links) {
                if (link.isOpen() && !link.isRetired()) {
                    return link;
                }
            }
        }
        return null;
    }

    /** Those that are open now. */
    List<Link> all() {
        return byDestination.values().stream().flatMap(List::stream).toList();
    }

    int size() {
        return size.get();
    }

    private static Destination destination(Link link) {
        return new Destination(link.peer().namespace(), link.peer().key());
    }
}
