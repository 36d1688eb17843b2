package io.microcdi.registry;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import io.microcdi.concurrent.Timer;
import io.microcdi.error.RouteException;
import io.microcdi.json.OwnJson;
import io.microcdi.link.Link;
import io.microcdi.wire.JsonText;

/**
 * Who wants to know of changes of a namespace (wire, section 3, watch). Changes are told in order, numbered without gaps,
 * and at most once in 50 ms, so that a thousand instances that come back at once make a few messages, not a thousand.
 */
final class Watches {

    private static final long PAUSE = 50_000_000;
    private static final int MAX_WATCHES = 1_000;

    private final Timer timer;
    private final Function<String, Iterable<Instance>> instances;
    private final Map<String, Watch> byNamespace = new ConcurrentHashMap<>();
    private final Map<Link, Set<String>> byLink = new ConcurrentHashMap<>();

    /**
     * No watches.
     *
     * @param instances those that a namespace has now
     */
    Watches(Timer timer, Function<String, Iterable<Instance>> instances) {
        this.timer = timer;
        this.instances = instances;
    }

    /** Begins to tell a link of changes; what there is now is the answer. */
    OwnJson watch(String namespace, Link link) {
        Set<String> own = byLink.computeIfAbsent(link, l -> ConcurrentHashMap.newKeySet());
        if (own.size() >= MAX_WATCHES && !own.contains(namespace)) {
            throw new RouteException(429, "a link watches at most " + MAX_WATCHES + " namespaces");
        }
        own.add(namespace);
        OwnJson[] answer = new OwnJson[1];
        Watch begun = byNamespace.compute(namespace, (name, known) -> {
            Watch watch = known == null ? new Watch(name) : known;
            answer[0] = watch.add(link);
            return watch;
        });
        begun.push();
        if (!link.isOpen()) {
            // its end may have come before this beginning
            closed(link);
        }
        return answer[0];
    }

    void unwatch(String namespace, Link link) {
        byLink.computeIfPresent(link, (l, own) -> {
            own.remove(namespace);
            return own.isEmpty() ? null : own;
        });
        stop(namespace, link);
    }

    private void stop(String namespace, Link link) {
        byNamespace.computeIfPresent(namespace, (name, watch) -> watch.remove(link) ? null : watch);
    }

    /** A link closed: its watches end. */
    void closed(Link link) {
        Set<String> own = byLink.remove(link);
        if (own != null) {
            own.forEach(namespace -> stop(namespace, link));
        }
    }

    void added(Instance instance) {
        changed(instance, instance);
    }

    void removed(Instance instance) {
        changed(instance, null);
    }

    private void changed(Instance instance, Instance now) {
        // waits for a watch that is being begun: its list may have been made before this change
        byNamespace.computeIfPresent(instance.namespace(), (name, watch) -> {
            watch.changed(instance.key().toString(), now);
            return watch;
        });
    }

    /** The watches of one namespace. */
    private final class Watch {

        private final String namespace;
        private final Set<Link> links = new LinkedHashSet<>();
        /** What changed since the last message; a key without an instance was removed. */
        private final Map<String, Instance> changes = new LinkedHashMap<>();
        private long rev;
        private long lastTold = timer.nanoTime() - PAUSE;
        private boolean scheduled;
        /** The messages that are to be pushed, in order. They are pushed without a lock, by one thread at a time. */
        private final Queue<Push> pushes = new ConcurrentLinkedQueue<>();
        private final AtomicInteger pushing = new AtomicInteger();

        Watch(String namespace) {
            this.namespace = namespace;
        }

        synchronized OwnJson add(Link link) {
            // what is waiting to be told is in the answer already: the others are told now, so that all count alike
            tell();
            links.add(link);
            StringBuilder json = new StringBuilder("{\"rev\":").append(rev).append(",\"instances\":[");
            String comma = "";
            for (Instance instance : instances.apply(namespace)) {
                json.append(comma).append(instance.listed());
                comma = ",";
            }
            return new OwnJson(json.append("]}").toString());
        }

        /** Whether nobody watches any more. */
        synchronized boolean remove(Link link) {
            links.remove(link);
            return links.isEmpty();
        }

        synchronized void changed(String key, Instance instance) {
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
                    next.run();
                }
                seen = pushing.addAndGet(-seen);
            } while (seen > 0);
        }

        private void tell() {
            if (changes.isEmpty()) {
                return;
            }
            StringBuilder added = new StringBuilder();
            StringBuilder removed = new StringBuilder();
            changes.forEach((key, instance) -> {
                StringBuilder list = instance == null ? removed : added;
                list.append(list.isEmpty() ? "" : ",")
                        .append(instance == null ? JsonText.quote(key) : instance.listed());
            });
            changes.clear();
            lastTold = timer.nanoTime();
            String json = "{\"namespace\":" + JsonText.quote(namespace) + ",\"rev\":" + ++rev + ",\"added\":[" + added
                    + "],\"removed\":[" + removed + "]}";
            // one that cannot be told finds the gap in the numbers, and asks again
            pushes.add(new Push(List.copyOf(links), json));
        }
    }

    /** One change, for all links that watched when it was told. */
    private record Push(List<Link> links, String json) {

        void run() {
            links.forEach(link -> link.push("\"/-/changed\"", json));
        }
    }
}
