package io.microcdi.internal.discovery;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import io.microcdi.error.CallDetails;
import io.microcdi.error.RegistryUnavailableException;
import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.node.PeerAddress;
import io.microcdi.internal.wire.JsonText;

/**
 * The watch of a namespace at one registry. The registry sends a list once, and then each change of it. The list contains all
 * instances, or 100 of them that the registry chooses for this node, those of the node's zone first. The watch asks for the
 * list again if a revision is missing, if a request for it has failed, or if it moves to another registry. Thread-safe.
 */
final class Watch {

    /**
     * The nanoseconds for which a list may be incomplete: after a restart, a registry learns of its instances little by
     * little.
     */
    private static final long REFILL_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(30);
    /**
     * The longest text of the changes that are stored before their list arrives, in characters. If more come, the watch asks
     * for the list again.
     */
    private static final int MAX_EARLY_CHARS = 1 << 20;
    /** The memory of a short change beyond its text, in characters. */
    private static final int CHARS_OF_CHANGE = 100;
    /**
     * The largest number of instances that the registry lists. More would not spread the calls better, but each change would
     * cost every caller more.
     */
    private static final int INSTANCE_LIMIT = 100;

    /** The longest first pause after a failed request. Each further failure doubles it, up to {@link #REFILL_INTERVAL_NANOS}. */
    private static final long FIRST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final String namespace;
    private final InstanceList instances;
    private final WatchContext context;
    private final List<WatchMessages.Change> early = new ArrayList<>();
    private long earlyChars;
    /** The keys in the parts of the list received so far; {@code null} if the list is complete. */
    private Set<InstanceKey> coming;
    private Predicate<PeerAddress> keep;
    private Link registry;
    private long rev;
    private CompletableFuture<Void> started;
    /** Asks for the list again: after {@link #REFILL_INTERVAL_NANOS}, or sooner after a failure. */
    private Timer.Alarm next;
    private long pauseNanos;

    Watch(String namespace, InstanceList instances, WatchContext context) {
        this.namespace = namespace;
        this.instances = instances;
        this.context = context;
    }

    /**
     * Starts the watch at a registry, unless it runs there. After a failure it starts again by itself, but only after a
     * pause, since a registry that refuses the watch would otherwise be asked with each call.
     *
     * @return a future that completes when the list has arrived
     */
    synchronized CompletableFuture<Void> begin(Link with) {
        if (with != registry) {
            registry = with;
            pauseNanos = FIRST_PAUSE_NANOS;
            start(with);
        }
        return started;
    }

    /** Returns whether the last request for the list has failed, so that no changes come. */
    synchronized boolean hasFailed() {
        return registry == null || started.isCompletedExceptionally();
    }

    private void start(Link with) {
        // first: a request that fails at once sets another alarm
        askNextAfter(REFILL_INTERVAL_NANOS, () -> askAgain(with));
        ask(address -> true);
    }

    private void askNextAfter(long nanos, Runnable question) {
        cancelNext();
        next = context.timer().after(nanos, question);
    }

    private void cancelNext() {
        if (next != null) {
            next.cancel();
        }
    }

    private synchronized void startAgain(Link with) {
        if (isOpenAt(with)) {
            start(with);
        }
    }

    private boolean isOpenAt(Link with) {
        return with == registry && with.isOpen();
    }

    /** Ends the watch, because no caller uses the namespace. */
    synchronized void end() {
        if (registry != null) {
            registry.push("\"/-/unwatch\"", "{\"namespace\":" + JsonText.quote(namespace) + "}");
            registry = null;
            cancelNext();
        }
    }

    /**
     * Asks for the list again when the registry has had time to learn of all instances. Instances that are not in this
     * list are removed, except those with an open link.
     */
    private synchronized void askAgain(Link with) {
        if (isOpenAt(with)) {
            ask(context::isLinked);
        }
    }

    private void ask(Predicate<PeerAddress> keptAllTheSame) {
        clearEarly();
        coming = null;
        keep = keptAllTheSame;
        rev = -1;
        Listing listing = new Listing(registry);
        started = listing.result;
        registry.request("\"/-/watch\"",
                "{\"namespace\":" + JsonText.quote(namespace) + ",\"limit\":" + INSTANCE_LIMIT + "}",
                listing);
    }

    private void clearEarly() {
        early.clear();
        earlyChars = 0;
    }

    /**
     * Takes a change.
     *
     * @param length the characters of its text
     */
    synchronized void changed(Link from, WatchMessages.Change change, int length) {
        if (from != registry) {
            return;
        }
        if (rev < 0) {
            earlyChars += CHARS_OF_CHANGE + length;
            // after a failure no list comes to which they could be added
            if (earlyChars <= MAX_EARLY_CHARS && !started.isCompletedExceptionally()) {
                early.add(change);
            }
        } else if (change.rev() == rev + 1) {
            rev = change.rev();
            instances.change(change.added(), change.removed());
            part(change.added(), change.more());
        } else if (change.rev() > rev) {
            ask(context::isLinked);
        }
    }

    private synchronized void listed(Listing request, WatchMessages.Listing listing) {
        if (!isCurrent(request)) {
            return;
        }
        pauseNanos = FIRST_PAUSE_NANOS;
        rev = listing.rev();
        coming = new HashSet<>();
        instances.change(listing.instances(), List.of());
        part(listing.instances(), listing.more());
        List<WatchMessages.Change> waiting = List.copyOf(early);
        clearEarly();
        waiting.forEach(change -> changed(registry, change, 0));
    }

    /**
     * Asks again after a pause. The pause is random, because an overloaded registry fails the requests of all its nodes at
     * once.
     */
    private synchronized void pauseAfter(Listing request) {
        if (isCurrent(request)) {
            clearEarly();
            Link with = registry;
            askNextAfter(pauseNanos - context.node().environment().random().nextLong(pauseNanos / 2),
                    () -> startAgain(with));
            pauseNanos = Math.min(REFILL_INTERVAL_NANOS, 2 * pauseNanos);
        }
    }

    private boolean isCurrent(Listing request) {
        return request.askedRegistry == registry && request.result == started;
    }

    /** Adds the next part of the list. After the last part, it removes the instances that are not in the list. */
    private void part(List<PeerAddress> part, boolean more) {
        if (coming == null) {
            return;
        }
        part.stream().limit(Math.max(0, InstanceList.MAX_INSTANCES - coming.size()))
                .forEach(address -> coming.add(address.key()));
        if (!more) {
            instances.whole(coming, keep);
            coming = null;
        }
    }

    /** The request for the whole list. */
    private final class Listing extends RegistryRequest {

        private final CompletableFuture<Void> result = new CompletableFuture<>();
        private final Link askedRegistry;

        Listing(Link askedRegistry) {
            super(context.timer().nanoTime() + context.lookupTimeoutNanos());
            this.askedRegistry = askedRegistry;
        }

        @Override
        void answered(String payload) {
            listed(this, WatchMessages.listing(namespace, payload));
            result.complete(null);
        }

        @Override
        void failed(String why) {
            pauseAfter(this);
            result.completeExceptionally(new RegistryUnavailableException("Registry /-/watch: " + why,
                    new CallDetails(namespace, null, null, null), false, null));
        }
    }
}
