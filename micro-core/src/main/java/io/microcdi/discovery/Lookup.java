package io.microcdi.discovery;

import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.microcdi.concurrent.Timer;
import io.microcdi.config.ConfigKeys;
import io.microcdi.error.CallDetails;
import io.microcdi.error.RegistryUnavailableException;
import io.microcdi.link.Link;
import io.microcdi.link.PendingRequest;
import io.microcdi.node.PeerAddress;
import io.microcdi.wire.Excerpts;
import io.microcdi.wire.Frame;

/**
 * One question to the registries: asked of the first that is there, and of the next if it gives no answer or knows no
 * instance. One that has just started knows few; so only what all of them lack is not there.
 */
final class Lookup {

    private final String namespace;
    private final Collection<String> exclude;
    private final List<RegistryConnection> registries;
    private final Timer timer;
    private final long deadline;
    private final CompletableFuture<PeerAddress> result = new CompletableFuture<>();
    private String problem;
    private URI asked;
    private boolean missed;
    private boolean failed;
    private int next;

    Lookup(String namespace, Collection<String> exclude, List<RegistryConnection> registries, Timer timer,
            long timeout) {
        this.namespace = namespace;
        this.exclude = exclude;
        this.registries = registries;
        this.timer = timer;
        this.deadline = timer.nanoTime() + timeout;
        this.problem = registries.isEmpty()
                ? "none is configured; " + ConfigKeys.REGISTRY_URL.name() + " says where it is"
                : "none is connected of " + registries.stream().map(RegistryConnection::url).toList() + ", as "
                        + ConfigKeys.REGISTRY_URL.name() + " says";
    }

    /**
     * Asks.
     *
     * @return completes with an address, or with {@code null} where the registry knows no instance; fails with
     *         {@link RegistryUnavailableException}
     */
    CompletableFuture<PeerAddress> ask() {
        try {
            next();
        } catch (RuntimeException | Error e) {
            result.completeExceptionally(e);
        }
        return result;
    }

    private void next() {
        while (next < registries.size()) {
            int left = registries.size() - next;
            RegistryConnection registry = registries.get(next++);
            Link link = registry.linkToAsk();
            if (link != null) {
                asked = registry.url();
                link.request("\"/-/find\"", FindAnswer.question(namespace, exclude), new Question(share(left)));
                return;
            }
        }
        if (missed && !failed) {
            result.complete(null);
            return;
        }
        result.completeExceptionally(new RegistryUnavailableException(
                "Registry not found: " + problem + " (to look up " + namespace + ")",
                new CallDetails(namespace, null, null, null), false, null));
    }

    /** One registry that gives no answer leaves time for the others. */
    private long share(int registriesLeft) {
        long now = timer.nanoTime();
        return now + (deadline - now) / registriesLeft;
    }

    private void failed(String why) {
        failed = true;
        problem = "Registry /-/find at " + asked + ": " + why;
        next();
    }

    /** The question to one registry. */
    private final class Question extends PendingRequest {

        Question(long until) {
            super(until);
        }

        @Override
        protected void answered(Frame.Response response) {
            if (!response.isSuccess()) {
                failed("status " + response.statusText() + " " + response.message());
                return;
            }
            try {
                PeerAddress found = FindAnswer.read(namespace, response.payload());
                if (found != null) {
                    result.complete(found);
                } else {
                    missed = true;
                    next();
                }
            } catch (RuntimeException | Error e) {
                failed(Excerpts.of(e));
            }
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
