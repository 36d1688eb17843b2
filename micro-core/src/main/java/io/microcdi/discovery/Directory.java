package io.microcdi.discovery;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import io.microcdi.address.Announcement;
import io.microcdi.address.Namespaces;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.error.CallDetails;
import io.microcdi.error.RegistryUnavailableException;
import io.microcdi.link.CloseCodes;
import io.microcdi.link.Link;
import io.microcdi.node.LinkObserver;
import io.microcdi.node.Node;
import io.microcdi.node.PeerAddress;

/**
 * The registries of a node, and what they said. An instance is remembered until its link closes; with every registry
 * gone, what is remembered goes on being used. Thread-safe.
 */
public final class Directory implements LinkObserver {

    private record Question(String namespace, Set<String> exclude) {
    }

    private final Node node;
    private final JoinSettings settings;
    private final List<RegistryConnection> registries;
    private final Map<String, List<PeerAddress>> known = new ConcurrentHashMap<>();
    private final Map<Question, CompletableFuture<PeerAddress>> underWay = new ConcurrentHashMap<>();

    /** The registries that are configured, not joined yet. */
    public Directory(Node node, MicroConfig config, RegistryObserver observer) {
        this.node = node;
        this.settings = JoinSettings.of(config);
        this.registries = config.get(ConfigKeys.REGISTRY_URL).stream()
                .map(url -> new RegistryConnection(url, node, settings, observer)).toList();
        node.observe(this);
    }

    /** Begins to join all registries, and to keep the links to them open. */
    public void join() {
        registries.forEach(RegistryConnection::start);
    }

    /** Leaves all registries, and forgets what they said. */
    public void leave() {
        registries.forEach(RegistryConnection::stop);
        known.clear();
    }

    /**
     * Dials the registries until one answers.
     *
     * @param visitor how the node presents itself without being registered
     * @throws RegistryUnavailableException if none answers
     */
    public void requireOne(Announcement visitor) {
        List<String> reasons = new ArrayList<>();
        for (URI url : registries()) {
            try {
                node.dial(url, Namespaces.REGISTRY, visitor).join().close(CloseCodes.NORMAL, "asked");
                return;
            } catch (CompletionException e) {
                reasons.add(e.getCause().getMessage());
            }
        }
        throw new RegistryUnavailableException("no registry answers, and micro.registry.required is set: "
                + String.join("; ", reasons), CallDetails.NONE, false, null);
    }

    /** Whether a registry knows this node now. */
    public boolean isJoined() {
        return registries.stream().anyMatch(RegistryConnection::isOpen);
    }

    /** Where the registries are. */
    public List<URI> registries() {
        return registries.stream().map(RegistryConnection::url).toList();
    }

    /** The namespaces of which an instance is remembered. */
    public List<String> namespaces() {
        return known.keySet().stream().sorted().toList();
    }

    /** The instances that are remembered; a list that does not change under whoever reads it. */
    public List<PeerAddress> known(String namespace) {
        return known.getOrDefault(namespace, List.of());
    }

    /**
     * Asks a registry for an instance. Callers that ask the same at the same time share one question.
     *
     * @param exclude keys of instances that are not wanted
     * @param deadline in the timer's nanoseconds; the lookup timeout is kept as well
     * @return completes with an instance, which is remembered then, or with {@code null} where there is none; fails with
     *         {@code RegistryUnavailableException}
     */
    public CompletableFuture<PeerAddress> find(String namespace, Collection<String> exclude, long deadline) {
        Question question = new Question(namespace, Set.copyOf(exclude));
        CompletableFuture<PeerAddress> mine = new CompletableFuture<>();
        CompletableFuture<PeerAddress> others = underWay.putIfAbsent(question, mine);
        if (others != null) {
            return others;
        }
        long latest = node.environment().timer().nanoTime() + settings.lookupTimeout();
        new Lookup(namespace, exclude, registries.iterator(), Math.min(latest, deadline)).ask()
                .whenComplete((found, failure) -> {
                    underWay.remove(question, mine);
                    if (found != null) {
                        remember(found);
                    }
                    if (failure == null) {
                        mine.complete(found);
                    } else {
                        mine.completeExceptionally(failure);
                    }
                });
        return mine;
    }

    /** Forgets an instance, as when it cannot be reached. */
    public void forget(PeerAddress address) {
        known.computeIfPresent(address.namespace(), (namespace, list) -> {
            list.remove(address);
            return list.isEmpty() ? null : list;
        });
    }

    private void remember(PeerAddress address) {
        known.compute(address.namespace(), (namespace, list) -> {
            List<PeerAddress> instances = list == null ? new CopyOnWriteArrayList<>() : list;
            if (!instances.contains(address)) {
                instances.add(address);
            }
            return instances;
        });
    }

    @Override
    public void closed(Link link, int code, String reason) {
        String namespace = link.peer().namespace();
        if (node.link(namespace, link.peer().key()) == null) {
            known(namespace).stream().filter(address -> address.key().equals(link.peer().key())).toList()
                    .forEach(this::forget);
        }
    }
}
