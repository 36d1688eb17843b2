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
import io.microcdi.internal.json.TrustedJson;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.wire.JsonText;

/**
 * The links that watch one namespace. A link that begins to watch gets a list with all changes so far, including those
 * that the other links will get later. The new link gets these changes again, and they change nothing for it. So a new
 * link costs the others nothing. Thread-safe.
 *
 * <p>A list or a change that is longer than one message travels in parts. Each part has a number of its own. So a link
 * whose list had several parts has higher numbers than a link whose list had one.
 */
final class NamespaceWatch {

    private static final long COALESCE_NANOS = 50_000_000;
    /** The time before a link that missed a change gets an empty change, whose number shows the gap. */
    private static final long MISSED_PAUSE_NANOS = 1_000_000_000;
    /**
     * The smallest bound of a message to all links. A link that accepts less misses large changes: it finds the gap,
     * and asks for the list again.
     */
    private static final int MIN_LIMIT = 8 << 10;
    /** The largest number of messages that a thread pushes which reads a socket. */
    private static final int READER_MAX_PUSHES = 64;

    private final String namespace;
    private final Supplier<Iterable<Instance>> instances;
    private final Timer timer;
    /** The links without a limit, each with the number by which its numbers are ahead of {@link #rev}. */
    private final Map<Link, Integer> links = new LinkedHashMap<>();
    /** The links with a limit, each with its choice of instances. */
    private final Map<Link, InstanceSubset> limited = new LinkedHashMap<>();
    /** The changes since {@link #due} has taken them, by key. A removed instance is {@code null}. */
    private final Map<String, Instance> changes = new LinkedHashMap<>();
    private final Set<Link> missed = new LinkedHashSet<>();
    private long rev;
    private long announcedAt;
    private boolean scheduled;
    /**
     * The parts of the list, stored until the next change, because after a restart thousands of links ask for the same
     * list.
     */
    private List<String> list;
    private int listLimit;
    private int limit = ListParts.MAX_LENGTH;
    /** The messages that are to be pushed, in order. They are pushed without a lock, by one thread at a time. */
    private final Queue<Push> pushes = new ConcurrentLinkedQueue<>();
    private final AtomicInteger pushing = new AtomicInteger();

    /**
     * Makes a watch without links.
     *
     * @param instances gives the instances that the namespace has now
     */
    NamespaceWatch(String namespace, Supplier<Iterable<Instance>> instances, Timer timer) {
        this.namespace = namespace;
        this.instances = instances;
        this.timer = timer;
        this.announcedAt = timer.nanoTime() - COALESCE_NANOS;
    }

    /**
     * Adds a link, which gets changes from now on. The answer is the first part of the list; {@link #pushSome} sends the
     * other parts.
     */
    TrustedJson add(Link link) {
        return add(link, 0, 0);
    }

    /**
     * As {@link #add(Link)}.
     *
     * @param most the largest number of instances that the link gets; 0 for all
     * @param lastNumber the number from which the link goes on counting, if it does not watch here yet
     */
    synchronized TrustedJson add(Link link, int most, long lastNumber) {
        return most > 0 ? addLimited(link, Math.min(most, InstanceSubset.MAX), lastNumber)
                : addUnlimited(link, lastNumber);
    }

    private TrustedJson addLimited(Link link, int most, long lastNumber) {
        InstanceSubset known = limited.get(link);
        Integer ahead = links.remove(link);
        InstanceSubset selection = new InstanceSubset(link.peer().info().known() ? link.peer().info().id()
                : link.peer().key().toString(), link.peer().info().zone(), most,
                known != null ? known.end() : ahead != null ? rev + ahead : lastNumber);
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

    private TrustedJson addUnlimited(Link link, long lastNumber) {
        InstanceSubset known = limited.remove(link);
        if (known != null) {
            links.put(link, Math.toIntExact(known.end() - rev));
        }
        int most = ListParts.limit(link.peer().maxMessage());
        // a message to all links must fit the link that accepts least, but one link must not force tiny messages on all
        // others
        limit = Math.min(limit, Math.max(MIN_LIMIT, most));
        List<String> parts = list(most);
        // a link that asks again goes on counting, so that all earlier messages are older than the list
        int ahead = links.getOrDefault(link, Math.toIntExact(Math.max(0, lastNumber - rev)));
        links.put(link, ahead + parts.size() - 1);
        for (int i = 1; i < parts.size(); i++) {
            // the text is made only when it is pushed, because after a restart thousands of links wait for theirs
            String part = parts.get(i);
            boolean last = i == parts.size() - 1;
            pushes.add(new Push(List.of(Map.entry(link, ahead + i)), rev, () -> changed(part, "", !last)));
        }
        return answer(rev + ahead, parts);
    }

    private static TrustedJson answer(long number, List<String> parts) {
        String more = parts.size() > 1 ? ",\"more\":true" : "";
        return new TrustedJson("{\"rev\":" + number + more + ",\"instances\":[" + parts.get(0) + "]}");
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

    /** Returns the number of the last message to a link, which gets no more messages. */
    synchronized long lastNumber(Link link) {
        InstanceSubset selection = limited.get(link);
        Integer ahead = links.get(link);
        return selection != null ? selection.end() : ahead != null ? rev + ahead : 0;
    }

    /** Removes a link. Returns whether no link watches any more. */
    synchronized boolean remove(Link link) {
        missed.remove(link);
        limited.remove(link);
        // only a link with the smallest bound matters: most peers accept the largest messages, and their end changes
        // nothing
        if (links.remove(link) != null && limit < ListParts.MAX_LENGTH
                && ListParts.limit(link.peer().maxMessage()) <= limit) {
            limit = links.keySet().stream().mapToInt(other -> ListParts.limit(other.peer().maxMessage())).min()
                    .orElse(ListParts.MAX_LENGTH);
            limit = Math.max(MIN_LIMIT, limit);
        }
        return links.isEmpty() && limited.isEmpty();
    }

    synchronized void changed(String key, Instance instance) {
        list = null;
        changes.remove(key);
        changes.put(key, instance);
        schedule();
    }

    /** Sends the changes. Only one thread runs this, because nothing else is scheduled meanwhile. */
    private void due() {
        Map<String, Instance> now;
        Map<Link, InstanceSubset> ranking;
        try {
            synchronized (this) {
                announcedAt = timer.nanoTime();
                now = new LinkedHashMap<>(changes);
                ranking = new LinkedHashMap<>(limited);
                if (!links.isEmpty()) {
                    announceToUnlimited(now);
                }
                changes.clear();
            }
            // without the lock, because thousands of links may have a limit, and registrations and new watchers need
            // the lock
            ranking.forEach((link, selection) -> {
                try {
                    announceToLimited(link, selection, now);
                } catch (RuntimeException | Error failure) {
                    // as of a process without memory. This link finds a gap in the numbers, and the others get the change
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
            timer.after(announcedAt + COALESCE_NANOS - timer.nanoTime(), this::due);
            // behind it: if it fails, the next change tries again
            scheduled = true;
        }
    }

    /** Pushes all waiting messages. A thread that comes meanwhile leaves its messages to the thread at work. */
    private void push() {
        if (pushing.getAndIncrement() == 0) {
            push(Long.MAX_VALUE);
        }
    }

    /** As {@link #push}, on a thread that reads a socket: it pushes few messages, and leaves the others to the timer. */
    void pushSome() {
        if (pushing.getAndIncrement() == 0) {
            push(READER_MAX_PUSHES);
        }
    }

    private void push(long most) {
        long left = most;
        int seen = 1;
        do {
            for (Push next = pushes.peek(); next != null; next = pushes.peek()) {
                left -= next.links.size();
                if (left < 0 && pushLater()) {
                    return;
                }
                pushes.remove();
                try {
                    send(next);
                } catch (RuntimeException | Error failure) {
                    // the links find the gap at the next number; nobody else would push what comes later
                }
            }
            seen = pushing.addAndGet(-seen);
        } while (seen > 0);
    }

    /** Lets the timer push. Returns false if it cannot, so that this thread goes on. */
    private boolean pushLater() {
        try {
            timer.after(0, () -> push(Long.MAX_VALUE));
            return true;
        } catch (RuntimeException | Error failure) {
            return false;
        }
    }

    private void announceToLimited(Link link, InstanceSubset selection, Map<String, Instance> now) {
        int most = ListParts.limit(link.peer().maxMessage());
        ListParts added = new ListParts(most);
        ListParts removed = new ListParts(most);
        synchronized (selection) {
            if (!selection.change(now, instances, added, removed)) {
                return;
            }
            List<Map.Entry<Link, Integer>> recipients = List.of(Map.entry(link, 0));
            for (String tail : tails(added, removed, most)) {
                pushes.add(new Push(recipients, selection.nextRev(), () -> tail));
            }
        }
    }

    private void announceToUnlimited(Map<String, Instance> now) {
        ListParts added = new ListParts(limit);
        ListParts removed = new ListParts(limit);
        now.forEach((key, instance) -> {
            if (instance == null) {
                removed.add(JsonText.quote(key));
            } else {
                added.add(instance.listed());
            }
        });
        // a link that misses this message finds the gap in the numbers, at the latest by an empty change, and asks for the
        // list again
        List<Map.Entry<Link, Integer>> recipients = new ArrayList<>(links.size());
        links.forEach((link, ahead) -> recipients.add(Map.entry(link, ahead)));
        for (String tail : tails(added, removed, limit)) {
            pushes.add(new Push(recipients, ++rev, () -> tail));
        }
    }

    /** Returns one message if all changes fit into it, or else one for each part. */
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

    /** Returns the text of a change that follows its number. */
    private static String changed(String added, String removed, boolean more) {
        return (more ? ",\"more\":true" : "") + ",\"added\":[" + added
                + "],\"removed\":[" + removed + "]}";
    }

    private void send(Push next) {
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
                // as of a process without memory. The other links get the change, and this link learns later that it missed
                // one
                missed(each.getKey());
            }
        }
    }

    /**
     * Records that a link missed a change, because its queue was full or the change was too long for its peer. Without a
     * further message nothing would show the gap to the peer.
     */
    private synchronized void missed(Link link) {
        if (link.isOpen()) {
            if (missed.isEmpty()) {
                timer.after(MISSED_PAUSE_NANOS, this::announceMissed);
            }
            missed.add(link);
        }
    }

    private void announceMissed() {
        synchronized (this) {
            List<Link> all = List.copyOf(missed);
            missed.clear(); // first, so that after a failure the next missed change sets an alarm again
            all.forEach(this::announceMissed);
        }
        push();
    }

    /** Sends an empty change to a link, if it still watches. */
    private void announceMissed(Link link) {
        InstanceSubset selection = limited.get(link);
        Integer ahead = links.computeIfPresent(link, (l, before) -> before + 1);
        if (ahead != null) {
            pushes.add(empty(link, ahead, rev));
        } else if (selection != null) {
            // a thread that tells this link of a change numbers its messages and adds them with this lock too: otherwise the
            // later number could be sent first
            synchronized (selection) {
                pushes.add(empty(link, 0, selection.nextRev()));
            }
        }
    }

    private static Push empty(Link link, int ahead, long rev) {
        return new Push(List.of(Map.entry(link, ahead)), rev, () -> changed("", "", false));
    }

    /** One change for the links that watched when it was made, each with the number by which its numbers are ahead. */
    private record Push(List<Map.Entry<Link, Integer>> links, long rev, Supplier<String> tail) {
    }
}
