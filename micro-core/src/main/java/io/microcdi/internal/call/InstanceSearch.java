package io.microcdi.internal.call;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.microcdi.error.CallDetails;
import io.microcdi.error.NamespaceNotFoundException;
import io.microcdi.error.RegistryUnavailableException;
import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.node.PeerAddress;

/**
 * Asks the registries for an instance if none of the known instances is usable. If all instances are excluded, it
 * resets the breakers of the namespace, and all instances are candidates again. If no registry can be asked, it uses an
 * instance with an open link.
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
        Set<String> exclude = new LinkedHashSet<>(
                context.breakers().open(request.namespace(), request.settings().breakerCooldown()));
        excluded.forEach(key -> exclude.add(key.toString()));
        context.directory().known(request.namespace()).stream().filter(context.node()::isLeaving)
                .forEach(leaving -> exclude.add(leaving.key().toString()));
        return search(exclude);
    }

    private CompletableFuture<PeerAddress> search(Set<String> exclude) {
        return find(exclude).handle((found, failure) -> {
            if (found == null) {
                return failure != null ? withoutRegistry(failure) : afterMiss(exclude);
            }
            if (context.breakers().acquire(request.namespace(), found.key())) {
                return CompletableFuture.completedFuture(found);
            }
            // another call tries this instance at the moment
            return exclude.add(found.key().toString()) ? search(exclude) : afterMiss(exclude);
        }).thenCompose(next -> next);
    }

    private CompletableFuture<PeerAddress> withoutRegistry(Throwable failure) {
        PeerAddress open = choice.anyOpen(request.namespace());
        if (open != null) {
            return CompletableFuture.completedFuture(open);
        }
        // calls share a lookup, but each call fails with an exception of its own
        Throwable cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause()
                : failure;
        return CompletableFuture.failedFuture(new RegistryUnavailableException(cause.getMessage(), request.details(),
                false, cause));
    }

    private CompletableFuture<PeerAddress> afterMiss(Set<String> exclude) {
        if (exclude.isEmpty()) {
            PeerAddress linked = choice.anyOpen(request.namespace());
            return linked == null ? notFound() : CompletableFuture.completedFuture(linked);
        }
        context.breakers().reset(request.namespace());
        excluded.clear();
        PeerAddress open = choice.anyOpen(request.namespace());
        return open != null ? CompletableFuture.completedFuture(open)
                : find(Set.of()).thenCompose(
                        found -> found == null ? notFound() : CompletableFuture.completedFuture(found));
    }

    private CompletableFuture<PeerAddress> find(Set<String> exclude) {
        return context.directory().find(request.namespace(), exclude);
    }

    private CompletableFuture<PeerAddress> notFound() {
        CallDetails details = request.details();
        return CompletableFuture.failedFuture(new NamespaceNotFoundException(
                "Namespace not found: no instance of " + request.namespace() + " is registered at "
                        + context.directory().registries(),
                details, false, null));
    }
}
