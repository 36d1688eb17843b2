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
import io.microcdi.internal.link.Link;
import io.microcdi.internal.link.OutboundRequest;
import io.microcdi.internal.node.PeerAddress;
import io.microcdi.internal.wire.Excerpts;
import io.microcdi.internal.wire.Frame;
import io.microcdi.internal.wire.JsonText;

/**
 * A namespace that one registry tells of: its whole list once, then each change. A number that is missing, or another
 * registry, means to begin again. Thread-safe.
 */
final class Watch {

    /** For so long after it began, a list is not trusted to be whole: after its restart a registry fills up slowly. */
    private static final long FILLING_UP = TimeUnit.SECONDS.toNanos(30);
    /** Changes that may come before their list; with more of them the list is asked for again. */
    private static final int MAX_EARLY = 10_000;

    private final String namespace;
    private final InstanceList instances;
    private final WatchContext context;
    private final List<WatchMessages.Change> early = new ArrayList<>();
    /** The keys of the list whose parts are coming; {@code null} while it is whole. */
    private Set<InstanceKey> coming;
    private Predicate<PeerAddress> keep;
    private Link registry;
    private long rev;
    private CompletableFuture<Void> begun;

    Watch(String namespace, InstanceList instances, WatchContext context) {
        this.namespace = namespace;
        this.instances = instances;
        this.context = context;
    }

    /** Makes sure that a registry tells of the namespace; completes when its list is there. */
    synchronized CompletableFuture<Void> begin(Link with) {
        if (with != registry || begun.isCompletedExceptionally()) {
            registry = with;
            ask(address -> true);
            context.timer().after(FILLING_UP, () -> askAgain(with));
        }
        return begun;
    }

    /** Ends it: nobody asks for the namespace. */
    synchronized void end() {
        if (registry != null) {
            registry.push("\"/-/unwatch\"", "{\"namespace\":" + JsonText.quote(namespace) + "}");
            registry = null;
        }
    }

    /** The list is whole by now: what it lacks is gone, unless a link says that it lives. */
    private synchronized void askAgain(Link with) {
        if (with == registry && with.isOpen()) {
            ask(context::isLinked);
        }
    }

    private void ask(Predicate<PeerAddress> keptAllTheSame) {
        early.clear();
        coming = null;
        keep = keptAllTheSame;
        rev = -1;
        Listing listing = new Listing(registry);
        begun = listing.result;
        registry.request("\"/-/watch\"", "{\"namespace\":" + JsonText.quote(namespace) + "}", listing);
    }

    synchronized void changed(Link from, WatchMessages.Change change) {
        if (from != registry) {
            return;
        }
        if (rev < 0) {
            if (early.size() < MAX_EARLY) {
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

    private synchronized void listed(WatchMessages.Listing listing) {
        rev = listing.rev();
        coming = new HashSet<>();
        instances.change(listing.instances(), List.of());
        part(listing.instances(), listing.more());
        List<WatchMessages.Change> waiting = List.copyOf(early);
        early.clear();
        waiting.forEach(change -> changed(registry, change));
    }

    /** The next part of a list that is coming; what a whole list lacks is taken out. */
    private void part(List<PeerAddress> part, boolean more) {
        if (coming == null) {
            return;
        }
        part.forEach(address -> coming.add(address.key()));
        if (!more) {
            instances.whole(coming, keep);
            coming = null;
        }
    }

    /** The question for the whole list. */
    private final class Listing extends OutboundRequest {

        private final CompletableFuture<Void> result = new CompletableFuture<>();
        private final Link asked;

        Listing(Link asked) {
            super(context.timer().nanoTime() + context.lookupTimeout());
            this.asked = asked;
        }

        @Override
        protected void answered(Frame.Response response) {
            if (!response.isSuccess()) {
                failed("status " + response.statusText());
                return;
            }
            try {
                WatchMessages.Listing listing = WatchMessages.listing(namespace, response.payload());
                if (isCurrentQuestion()) {
                    listed(listing);
                }
                result.complete(null);
            } catch (RuntimeException | Error e) {
                failed(Excerpts.of(e));
            }
        }

        private boolean isCurrentQuestion() {
            synchronized (Watch.this) {
                return asked == registry && begun == result;
            }
        }

        private void failed(String why) {
            result.completeExceptionally(new RegistryUnavailableException("Registry /-/watch: " + Excerpts.of(why),
                    new CallDetails(namespace, null, null, null), false, null));
        }

        @Override
        protected void refused(int status, String message) {
            failed(message);
        }

        @Override
        protected void lost(boolean written, int code, String reason) {
            failed("the link closed: " + code + " " + reason);
        }

        @Override
        protected void expired(boolean written) {
            failed("no answer in time");
        }
    }
}
