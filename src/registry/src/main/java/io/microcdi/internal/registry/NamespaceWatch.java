package io.microcdi.internal.registry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.json.OwnJson;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.wire.JsonText;

/**
 * The links that watch one namespace. A link that begins to watch is given a list with all changes so far, also those that
 * the other links are not told of yet. Those are told to all later, and change nothing for the new link; so a new link costs
 * the others nothing. Thread-safe.
 *
 * <p>What is longer than one message travels in parts. Each part has a number of its own, so that a link whose list had parts
 * counts from another number than a link whose list had none.
 */
final class NamespaceWatch {

    private static final long PAUSE = 50_000_000;
    /** A link that takes less is not told of many changes at once; it finds the gap, and asks for the list again. */
    private static final int LEAST = 8 << 10;

    private final String namespace;
    private final Supplier<Iterable<Instance>> instances;
    private final Timer timer;
    /** The links, each with what its numbers are ahead of {@link #rev}. */
    private final Map<Link, Integer> links = new LinkedHashMap<>();
    /** What changed since the last message; a key without an instance was removed. */
    private final Map<String, Instance> changes = new LinkedHashMap<>();
    private long rev;
    private long lastTold;
    private boolean scheduled;
    /** The list in parts, until something changes: after a restart thousands of links ask for the same. */
    private List<String> list;
    private int listLimit;
    private int limit = ListParts.MAX_LENGTH;
    /** The messages that are to be pushed, in order. They are pushed without a lock, by one thread at a time. */
    private final Queue<Push> pushes = new ConcurrentLinkedQueue<>();
    private final AtomicInteger pushing = new AtomicInteger();

    /**
     * Without a link.
     *
     * @param instances those that the namespace has now
     */
    NamespaceWatch(String namespace, Supplier<Iterable<Instance>> instances, Timer timer) {
        this.namespace = namespace;
        this.instances = instances;
        this.timer = timer;
        this.lastTold = timer.nanoTime() - PAUSE;
    }

    /** Begins to tell a link of changes. The first part of the list is the answer, {@link #push} sends the others. */
    synchronized OwnJson add(Link link) {
        int most = ListParts.limit(link.peer().maxMessage());
        // what all are told must fit the least of them, but nobody may have the others told everything in crumbs
        limit = Math.min(limit, Math.max(LEAST, most));
        List<String> parts = list(most);
        // one that asks again goes on counting: what it was told before must be older than the list
        int ahead = links.getOrDefault(link, 0);
        links.put(link, ahead + parts.size() - 1);
        for (int i = 1; i < parts.size(); i++) {
            // the text is made when it is pushed: after a restart thousands of links wait for theirs
            String part = parts.get(i);
            boolean last = i == parts.size() - 1;
            pushes.add(new Push(List.of(Map.entry(link, ahead + i)), rev, () -> changed(part, "", !last)));
        }
        String more = parts.size() > 1 ? ",\"more\":true" : "";
        return new OwnJson("{\"rev\":" + (rev + ahead) + more + ",\"instances\":[" + parts.get(0) + "]}");
    }

    private List<String> list(int most) {
        if (list == null || listLimit != most) {
            ListParts parts = new ListParts(most);
            instances.get().forEach(instance -> parts.add(instance.listed()));
            list = parts.all();
            listLimit = most;
        }
        return list;
    }

    /** Whether no link watches any more. */
    synchronized boolean remove(Link link) {
        if (links.remove(link) != null && ListParts.limit(link.peer().maxMessage()) <= limit) {
            limit = links.keySet().stream().mapToInt(other -> ListParts.limit(other.peer().maxMessage())).min()
                    .orElse(ListParts.MAX_LENGTH);
            limit = Math.max(LEAST, limit);
        }
        return links.isEmpty();
    }

    synchronized void changed(String key, Instance instance) {
        list = null;
        changes.remove(key);
        changes.put(key, instance);
        if (!scheduled) {
            scheduled = true;
            timer.after(lastTold + PAUSE - timer.nanoTime(), this::due);
        }
    }

    private void due() {
        synchronized (this) {
            scheduled = false;
            tell();
        }
        push();
    }

    /** Pushes all that waits; a thread that comes meanwhile leaves it to the one that is at work. */
    void push() {
        if (pushing.getAndIncrement() > 0) {
            return;
        }
        int seen = 1;
        do {
            for (Push next = pushes.poll(); next != null; next = pushes.poll()) {
                tell(next);
            }
            seen = pushing.addAndGet(-seen);
        } while (seen > 0);
    }

    private void tell() {
        ListParts added = new ListParts(limit);
        ListParts removed = new ListParts(limit);
        changes.forEach((key, instance) -> {
            if (instance == null) {
                removed.add(JsonText.quote(key));
            } else {
                added.add(instance.listed());
            }
        });
        boolean oneMessage = added.all().size() == 1 && removed.all().size() == 1
                && added.length() + removed.length() <= limit;
        changes.clear();
        lastTold = timer.nanoTime();
        // a link that cannot be told finds the gap in the numbers, and asks again
        List<Map.Entry<Link, Integer>> told = new ArrayList<>(links.size());
        links.forEach((link, ahead) -> told.add(Map.entry(link, ahead)));
        if (oneMessage) {
            pushes.add(push(told, changed(added.all().get(0), removed.all().get(0), false)));
            return;
        }
        added.all().stream().filter(part -> !part.isEmpty())
                .forEach(part -> pushes.add(push(told, changed(part, "", false))));
        removed.all().stream().filter(part -> !part.isEmpty())
                .forEach(part -> pushes.add(push(told, changed("", part, false))));
    }

    private Push push(List<Map.Entry<Link, Integer>> told, String tail) {
        return new Push(told, ++rev, () -> tail);
    }

    /** What follows the number. */
    private static String changed(String added, String removed, boolean more) {
        return (more ? ",\"more\":true" : "") + ",\"added\":[" + added
                + "],\"removed\":[" + removed + "]}";
    }

    private void tell(Push next) {
        String json = null;
        int madeFor = 0;
        for (Map.Entry<Link, Integer> each : next.links) {
            if (json == null || each.getValue() != madeFor) {
                madeFor = each.getValue();
                json = "{\"namespace\":" + JsonText.quote(namespace) + ",\"rev\":" + (next.rev + madeFor)
                        + next.tail.get();
            }
            each.getKey().push("\"/-/changed\"", json);
        }
    }

    /** One change, for all links that watched when it was told, each with what its numbers are ahead. */
    private record Push(List<Map.Entry<Link, Integer>> links, long rev, Supplier<String> tail) {
    }
}
