package io.microcdi.internal.registry;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.json.TrustedJson;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.route.RequestRefusedException;
import io.microcdi.registry.RegistryKeys;

/**
 * The watches of all namespaces (wire, Additions). A watching link gets the changes in order, numbered without gaps, and at
 * most once in 50 ms. So a thousand instances that come back at once cause a few messages, not a thousand. Thread-safe.
 */
final class Watches {

    /** The bytes of a watch without its name, if few links watch its namespace, as usual. */
    private static final int BYTES_OF_WATCH = 1 << 10;

    private final Timer timer;
    private final int maxPerLink;
    private final Function<String, Iterable<Instance>> instances;
    private final Map<String, NamespaceWatch> byNamespace = new ConcurrentHashMap<>();
    private final Map<Link, Own> byLink = new ConcurrentHashMap<>();

    /** The watches of one link, until it closes. */
    private static final class Own {

        /** The bytes of each watch, by namespace. */
        final Map<String, Long> bytes = new ConcurrentHashMap<>();
        /**
         * The highest number of a watch that has ended. Its last messages may still be under way, and the peer must not
         * take them for messages of a later watch.
         */
        volatile long lastNumber;
    }

    /**
     * Makes an object without watches.
     *
     * @param maxPerLink the largest number of namespaces that one link may watch
     * @param instances returns the instances that a namespace has now
     */
    Watches(Timer timer, int maxPerLink, Function<String, Iterable<Instance>> instances) {
        this.timer = timer;
        this.maxPerLink = maxPerLink;
        this.instances = instances;
    }

    /** As {@link #watch(String, int, Link)}, without a limit. */
    TrustedJson watch(String namespace, Link link) {
        return watch(namespace, 0, link);
    }

    /**
     * Begins a watch: the link gets all changes from now on. The answer is the list of the present instances.
     *
     * @param limit the largest number of instances that the link gets; 0 for all
     */
    TrustedJson watch(String namespace, int limit, Link link) {
        Own own = byLink.computeIfAbsent(link, l -> new Own());
        if (own.bytes.size() >= maxPerLink && !own.bytes.containsKey(namespace)) {
            throw new RequestRefusedException(429, "a link watches at most " + maxPerLink + " namespaces ("
                    + RegistryKeys.MAX_WATCHES.name() + ")");
        }
        long bytes = BYTES_OF_WATCH + 2L * namespace.length()
                + InstanceSubset.bytes(link.peer().info().zone(), limit);
        Long before = own.bytes.put(namespace, bytes);
        link.keep(before == null ? bytes : bytes - before);
        TrustedJson[] answer = new TrustedJson[1];
        NamespaceWatch active = byNamespace.compute(namespace, (name, known) -> {
            NamespaceWatch watch = known == null
                    ? new NamespaceWatch(name, () -> instances.apply(name), timer) : known;
            answer[0] = watch.add(link, limit, own.lastNumber);
            return watch;
        });
        active.pushSome();
        if (!link.isOpen()) {
            // if the link closed before the namespace contained its watch, closed() did not find it
            closed(link);
            stop(namespace, link);
        }
        return answer[0];
    }

    /** Returns the number of watches of all links. */
    int size() {
        return byLink.values().stream().mapToInt(own -> own.bytes.size()).sum();
    }

    void unwatch(String namespace, Link link) {
        Own own = byLink.get(link);
        Long bytes = own == null ? null : own.bytes.remove(namespace);
        if (bytes != null) {
            link.keep(-bytes);
            own.lastNumber = Math.max(own.lastNumber, stop(namespace, link));
        }
    }

    /** Returns the number of the last message. */
    private long stop(String namespace, Link link) {
        long[] lastNumber = new long[1];
        byNamespace.computeIfPresent(namespace, (name, watch) -> {
            lastNumber[0] = watch.lastNumber(link);
            return watch.remove(link) ? null : watch;
        });
        return lastNumber[0];
    }

    /** Ends the watches of a link that has closed. */
    void closed(Link link) {
        Own own = byLink.remove(link);
        if (own != null) {
            own.bytes.keySet().forEach(namespace -> stop(namespace, link));
        }
    }

    void added(Instance instance) {
        changed(instance, instance);
    }

    void removed(Instance instance) {
        changed(instance, null);
    }

    private void changed(Instance instance, Instance now) {
        // waits for a watch that is being added, because its list may not contain this change
        byNamespace.computeIfPresent(instance.namespace(), (name, watch) -> {
            watch.changed(instance.key().toString(), now);
            return watch;
        });
    }
}
