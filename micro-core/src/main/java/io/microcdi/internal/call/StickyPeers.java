package io.microcdi.internal.call;

import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

import io.microcdi.MicroPeer;
import io.microcdi.error.CallDetails;
import io.microcdi.error.NamespaceNotFoundException;
import io.microcdi.internal.node.Node;
import io.microcdi.internal.node.PeerAddress;

/**
 * The instances that {@code peer} returned. It returns the same instance until the link of the instance closes or the
 * caller excludes it.
 */
final class StickyPeers {

    private final DefaultCaller caller;
    private final CallContext context;
    private final Map<String, PeerAddress> byNamespace = new ConcurrentHashMap<>();

    StickyPeers(DefaultCaller caller, CallContext context) {
        this.caller = caller;
        this.context = context;
    }

    CompletableFuture<MicroPeer> get(String namespace, Collection<String> exclude) {
        PeerAddress current = byNamespace.get(namespace);
        if (current != null && isUsable(current) && !current.key().isIn(exclude)) {
            return reach(current);
        }
        for (PeerAddress known : context.directory().known(namespace)) {
            if (isUsable(known) && !known.key().isIn(exclude)) {
                return reach(known);
            }
        }
        Set<String> unwanted = new HashSet<>(exclude);
        caller.choice().addLeaving(namespace, unwanted);
        return context.directory().find(namespace, unwanted).handle((found, failure) -> {
            if (found != null) {
                return reach(found);
            }
            // no other instance can be found: use the previous instance while its link is open
            PeerAddress open = current != null && isOpen(current) ? current : caller.choice().anyOpen(namespace);
            if (open != null) {
                return reach(open);
            }
            return CompletableFuture.<MicroPeer>failedFuture(failure != null ? failure : notFound(namespace));
        }).thenCompose(next -> next);
    }

    private CompletableFuture<MicroPeer> reach(PeerAddress address) {
        byNamespace.put(address.namespace(), address);
        if (context.node().isSelf(address)) {
            return CompletableFuture.completedFuture(
                    new LinkPeer(caller, address.namespace(), address.key(), null));
        }
        if (context.node().isOwnKey(address.key())) {
            context.directory().forget(address);
            byNamespace.remove(address.namespace(), address);
            return CompletableFuture.failedFuture(OwnAddress.failure(context.node(), address));
        }
        // a push cannot wait for the hello, and its metadata must not be left out
        return context.node().dial(address)
                .thenCompose(link -> caller.mayAddMetadata() ? link.heard().thenApply(hello -> link)
                        : CompletableFuture.completedFuture(link))
                .thenApply(link -> new LinkPeer(caller, address.namespace(), address.key(), link));
    }

    private boolean isUsable(PeerAddress address) {
        return isOpen(address) && !context.node().isLeaving(address);
    }

    private boolean isOpen(PeerAddress address) {
        Node node = context.node();
        return node.link(address) != null || node.isSelf(address);
    }

    private NamespaceNotFoundException notFound(String namespace) {
        return new NamespaceNotFoundException(
                "Namespace not found: no instance of " + namespace + " is registered at "
                        + context.directory().registries(),
                new CallDetails(namespace, null, null, null), false, null);
    }
}
