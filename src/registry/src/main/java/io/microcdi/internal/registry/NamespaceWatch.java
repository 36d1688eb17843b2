package io.microcdi.internal.registry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;

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
    /** Before a link that missed a change is told that it did. */
    private static final long MISSED_PAUSE = 1_000_000_000;
    /** A link that takes less is not told of many changes at once; it finds the gap, and asks for the list again. */
    private static final int LEAST = 8 << 10;

    private final String namespace;
    private final Supplier<Iterable<Instance>> instances;
    private final Timer timer;
    /** The links, each with what its numbers are ahead of {@link #rev}. */
    private final Map<Link, Integer> links = new LinkedHashMap<>();
    /** The links that asked for a limit, each with what it is told of. */
    private final Map<Link, Selection> limited = new LinkedHashMap<>();
    /** The changes since {@link #due} took them; a key without an instance was removed. */
    private final Map<String, Instance> changes = new LinkedHashMap<>();
    private final Set<Link> missed = new LinkedHashSet<>();
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
    OwnJson add(Link link) {
        return add(link, 0, 0);
    }

    /**
     * As {@link #add(Link)}.
     *
     * @param most the largest number of instances of which the link is told; 0 for all
     * @param told a number from which a link goes on counting that watches nothing here yet
     */
    synchronized OwnJson add(Link link, int most, long told) {
        return most > 0 ? addLimited(link, Math.min(most, Selection.MAX), told) : addUnlimited(link, told);
    }

    private OwnJson addLimited(Link link, int most, long told) {
        Selection known = limited.get(link);
        Integer ahead = links.remove(link);
        Selection selection = new Selection(link.peer().extras().known() ? link.peer().extras().id()
                : link.peer().key().toString(), link.peer().extras().zone(), most,
                known != null ? known.end() : ahead != null ? rev + ahead : told);
        selection.choose(instances.get());
        limited.put(link, selection);
        ListParts listed = new ListParts(ListParts.limit(link.peer().maxMessage()));
        selection.list(listed);
        List<String> parts = listed.all();
        long first = selection.rev();
        for (int i = 1; i < parts.size(); i++) {
            String tail = changed(parts.get(i), "", i < parts.size() - 1);
            pushes.add(new Push(List.of(Map.entry(link, 0)), selection.nextRev(), () -> tail));
        }
        return answer(first, parts);
    }

    private OwnJson addUnlimited(Link link, long told) {
        Selection known = limited.remove(link);
        if (known != null) {
            links.put(link, Math.toIntExact(known.end() - rev));
        }
        int most = ListParts.limit(link.peer().maxMessage());
        // what all are told must fit the least of them, but nobody may have the others told everything in crumbs
        limit = Math.min(limit, Math.max(LEAST, most));
        List<String> parts = list(most);
        // one that asks again goes on counting: what it was told before must be older than the list
        int ahead = links.getOrDefault(link, Math.toIntExact(Math.max(0, told - rev)));
        links.put(link, ahead + parts.size() - 1);
        for (int i = 1; i < parts.size(); i++) {
            // the text is made when it is pushed: after a restart thousands of links wait for theirs
            String part = parts.get(i);
            boolean last = i == parts.size() - 1;
            pushes.add(new Push(List.of(Map.entry(link, ahead + i)), rev, () -> changed(part, "", !last)));
        }
        return answer(rev + ahead, parts);
    }

    private static OwnJson answer(long number, List<String> parts) {
        String more = parts.size() > 1 ? ",\"more\":true" : "";
        return new OwnJson("{\"rev\":" + number + more + ",\"instances\":[" + parts.get(0) + "]}");
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

    /** Returns the number of the last message to a link, which is told no more. */
    synchronized long told(Link link) {
        Selection selection = limited.get(link);
        Integer ahead = links.get(link);
        return selection != null ? selection.end() : ahead != null ? rev + ahead : 0;
    }

    /** Whether no link watches any more. */
    synchronized boolean remove(Link link) {
        missed.remove(link);
        limited.remove(link);
        // most peers take as much as there can be: one of them that leaves changes nothing
        if (links.remove(link) != null && limit < ListParts.MAX_LENGTH
                && ListParts.limit(link.peer().maxMessage()) <= limit) {
            limit = links.keySet().stream().mapToInt(other -> ListParts.limit(other.peer().maxMessage())).min()
                    .orElse(ListParts.MAX_LENGTH);
            limit = Math.max(LEAST, limit);
        }
        return links.isEmpty() && limited.isEmpty();
    }

    synchronized void changed(String key, Instance instance) {
        list = null;
        changes.remove(key);
        changes.put(key, instance);
        schedule();
    }

    /** One thread at a time: while it is at work, nothing else is scheduled. */
    private void due() {
        Map<String, Instance> now;
        Map<Link, Selection> ranking;
        try {
            synchronized (this) {
                lastTold = timer.nanoTime();
                now = new LinkedHashMap<>(changes);
                ranking = new LinkedHashMap<>(limited);
                if (!links.isEmpty()) {
                    tellUnlimited(now);
                }
                changes.clear();
            }
            // without the lock: registrations and new watchers need it, and thousands of links may have a limit
            ranking.forEach((link, selection) -> {
                try {
                    tellLimited(link, selection, now);
                } catch (RuntimeException | Error failure) {
                    // as of a process without memory: the link is told of a gap, and the others are told all the same
                    selection.nextRev();
                    missed(link);
                }
            });
        } finally {
            synchronized (this) {
                scheduled = false;
                schedule();
            }
            push();
        }
    }

    private void schedule() {
        if (!scheduled && !changes.isEmpty()) {
            scheduled = true;
            timer.after(lastTold + PAUSE - timer.nanoTime(), this::due);
        }
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

    private void tellLimited(Link link, Selection selection, Map<String, Instance> now) {
        int most = ListParts.limit(link.peer().maxMessage());
        ListParts added = new ListParts(most);
        ListParts removed = new ListParts(most);
        synchronized (selection) {
            if (!selection.change(now, instances, added, removed)) {
                return;
            }
            List<Map.Entry<Link, Integer>> told = List.of(Map.entry(link, 0));
            for (String tail : tails(added, removed, most)) {
                pushes.add(new Push(told, selection.nextRev(), () -> tail));
            }
        }
    }

    private void tellUnlimited(Map<String, Instance> now) {
        ListParts added = new ListParts(limit);
        ListParts removed = new ListParts(limit);
        now.forEach((key, instance) -> {
            if (instance == null) {
                removed.add(JsonText.quote(key));
            } else {
                added.add(instance.listed());
            }
        });
        // a link that cannot be told finds the gap in the numbers, at the latest by an empty change, and asks again
        List<Map.Entry<Link, Integer>> told = new ArrayList<>(links.size());
        links.forEach((link, ahead) -> told.add(Map.entry(link, ahead)));
        for (String tail : tails(added, removed, limit)) {
            pushes.add(new Push(told, ++rev, () -> tail));
        }
    }

    /** One message if all fits into it, else one for each part. */
    private static List<String> tails(ListParts added, ListParts removed, int limit) {
        List<String> come = added.all();
        List<String> gone = removed.all();
        if (come.size() == 1 && gone.size() == 1 && added.length() + removed.length() <= limit) {
            return List.of(changed(come.get(0), gone.get(0), false));
        }
        return Stream.concat(
                come.stream().filter(part -> !part.isEmpty()).map(part -> changed(part, "", false)),
                gone.stream().filter(part -> !part.isEmpty()).map(part -> changed("", part, false))).toList();
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
            try {
                if (json == null || each.getValue() != madeFor) {
                    json = null;
                    madeFor = each.getValue();
                    json = "{\"namespace\":" + JsonText.quote(namespace) + ",\"rev\":" + (next.rev + madeFor)
                            + next.tail.get();
                }
                if (!each.getKey().push("\"/-/changed\"", json)) {
                    missed(each.getKey());
                }
            } catch (RuntimeException | Error failure) {
                // as of a process without memory: the others are told, and this link is told later that it missed a change
                missed(each.getKey());
            }
        }
    }

    /** A link had no room for a change, or it was too long for its peer. Without a later change nothing would show the gap. */
    private synchronized void missed(Link link) {
        if (link.isOpen()) {
            if (missed.isEmpty()) {
                timer.after(MISSED_PAUSE, this::tellMissed);
            }
            missed.add(link);
        }
    }

    private void tellMissed() {
        synchronized (this) {
            List<Link> all = List.copyOf(missed);
            missed.clear(); // first, so that a failure keeps nobody from being told later
            all.forEach(this::tellMissed);
        }
        push();
    }

    /** Tells a link that still watches an empty change. */
    private void tellMissed(Link link) {
        Selection selection = limited.get(link);
        Integer ahead = links.computeIfPresent(link, (l, before) -> before + 1);
        if (selection != null || ahead != null) {
            pushes.add(new Push(List.of(Map.entry(link, ahead == null ? 0 : ahead)),
                    selection == null ? rev : selection.nextRev(), () -> changed("", "", false)));
        }
    }

    /** One change, for all links that watched when it was told, each with what its numbers are ahead. */
    private record Push(List<Map.Entry<Link, Integer>> links, long rev, Supplier<String> tail) {
    }
}
