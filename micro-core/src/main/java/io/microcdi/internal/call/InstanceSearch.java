package io.microcdi.internal.call;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.microcdi.error.CallDetails;
import io.microcdi.error.NamespaceNotFoundException;
import io.microcdi.error.RegistryUnavailableException;
import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.concurrent.Causes;
import io.microcdi.internal.node.PeerAddress;

/**
 * Asks the registries for an instance if none of the known instances is usable. If there is no other, it returns to the
 * instances that failed this call and are not ejected. If all instances are ejected, it ends the ejections of the
 * namespace, and all instances are candidates again. If no registry can be asked, it first uses an instance with an open
 * link.
 */
final class InstanceSearch {

    private final CallContext context;
    private final InstanceChoice choice;
    private final CallRequest request;
    private final Set<InstanceKey> excluded;

    InstanceSearch(CallContext context, InstanceChoice choice, CallRequest request, Set<InstanceKey> excluded) {
        this.context = context;
        this.choice = choice;
        this.request = request;
        this.excluded = excluded;
    }

    CompletableFuture<PeerAddress> run() {
        Set<String> exclude = new LinkedHashSet<>(context.ejection().ejected(request.namespace()));
        excluded.forEach(key -> exclude.add(key.toString()));
        choice.addLeaving(request.namespace(), exclude);
        return search(exclude);
    }

    private CompletableFuture<PeerAddress> search(Set<String> exclude) {
        return find(exclude).handle((found, failure) -> {
            if (found == null) {
                return failure != null ? withoutRegistry(failure) : afterMiss(exclude);
            }
            if (context.ejection().acquire(found)) {
                return CompletableFuture.completedFuture(found);
            }
            // another call tries this instance at the moment
            return exclude.add(found.key().toString()) ? search(exclude) : afterMiss(exclude);
        }).thenCompose(next -> next);
    }

    private CompletableFuture<PeerAddress> withoutRegistry(Throwable failure) {
        PeerAddress open = failedBefore();
        if (open == null) {
            open = choice.anyOpen(request.namespace());
        }
        if (open == null) {
            context.ejection().reset(request.namespace());
            open = choice.choose(request, Set.of());
            excluded.clear();
        }
        if (open != null) {
            return CompletableFuture.completedFuture(open);
        }
        // calls share a lookup, but each call fails with an exception of its own
        Throwable cause = Causes.unwrapped(failure);
        return CompletableFuture.failedFuture(new RegistryUnavailableException(cause.getMessage(), request.details(),
                false, cause));
    }

    private CompletableFuture<PeerAddress> afterMiss(Set<String> exclude) {
        if (exclude.isEmpty()) {
            PeerAddress linked = choice.anyOpen(request.namespace());
            return linked == null ? notFound() : CompletableFuture.completedFuture(linked);
        }
        PeerAddress again = failedBefore();
        if (again != null) {
            return CompletableFuture.completedFuture(again);
        }
        context.ejection().reset(request.namespace());
        PeerAddress open = choice.choose(request, excluded);
        excluded.clear();
        if (open == null) {
            open = choice.anyOpen(request.namespace());
        }
        return open != null ? CompletableFuture.completedFuture(open)
                : find(Set.of()).thenCompose(
                        found -> found == null ? notFound() : CompletableFuture.completedFuture(found));
    }

    /** Returns an instance that failed this call and is not ejected; {@code null} if there is none. */
    private PeerAddress failedBefore() {
        PeerAddress again = excluded.isEmpty() ? null : choice.choose(request, Set.of());
        if (again != null) {
            excluded.clear();
        }
        return again;
    }

    private CompletableFuture<PeerAddress> find(Set<String> exclude) {
        return context.directory().find(request.namespace(), exclude);
    }

    private CompletableFuture<PeerAddress> notFound() {
        CallDetails details = request.details();
        return CompletableFuture.failedFuture(new NamespaceNotFoundException(
                "Namespace not found: " + context.directory().notFound(request.namespace()), details, false, null));
    }
}
