package io.microcdi.internal.discovery;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;

import io.microcdi.RawJson;
import io.microcdi.RouteContext;
import io.microcdi.RouteHandler;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.error.CallDetails;
import io.microcdi.error.RegistryUnavailableException;
import io.microcdi.error.RouteException;
import io.microcdi.internal.address.Announcement;
import io.microcdi.internal.address.Namespaces;
import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.link.CloseCodes;
import io.microcdi.internal.link.InboundRequest;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.node.LinkObserver;
import io.microcdi.internal.node.LinkRoute;
import io.microcdi.internal.node.Node;
import io.microcdi.internal.node.PeerAddress;

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
    private final Map<String, InstanceList> known = new ConcurrentHashMap<>();
    private final Map<String, Watch> watches = new ConcurrentHashMap<>();
    private final WatchContext watchContext;
    private final InstanceRefresh widening;
    private volatile boolean joining;
    private final Map<Question, CompletableFuture<PeerAddress>> underWay = new ConcurrentHashMap<>();

    /** The registries that are configured, not joined yet. */
    public Directory(Node node, MicroConfig config, RegistryObserver observer) {
        this.node = node;
        this.settings = JoinSettings.of(config);
        this.watchContext = new WatchContext(node, settings.lookupTimeout());
        this.registries = config.get(ConfigKeys.REGISTRY_URL).stream()
                .map(url -> new RegistryConnection(url, node, settings, observer, this::rewatch)).toList();
        this.widening = new InstanceRefresh(this, node.environment().timer());
        node.observe(this);
        node.registerOwn("/-/changed", (LinkRoute) this::changed);
    }

    /** Begins to join all registries, and to keep the links to them open. */
    public void join() {
        joining = true;
        widening.start();
        registries.forEach(RegistryConnection::start);
    }

    /** Leaves all registries; what they said is remembered for the calls that are still to be finished. */
    public void leave() {
        joining = false;
        widening.stop();
        registries.forEach(RegistryConnection::stop);
    }

    /** Forgets what the registries said. */
    public void clear() {
        known.clear();
        watches.clear();
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
        return known.entrySet().stream().filter(entry -> !entry.getValue().all().isEmpty()).map(Map.Entry::getKey)
                .sorted().toList();
    }

    /** The instances that are remembered; a list that does not change under whoever reads it. */
    public List<PeerAddress> known(String namespace) {
        InstanceList list = known.get(namespace);
        return list == null ? List.of() : list.all();
    }

    /**
     * Finds an instance: in the list of a registry that tells of changes, else by asking one.
     *
     * @param exclude keys of instances that are not wanted; {@code host:port} stands for every instance there
     * @return completes with an instance, which is remembered then, or with {@code null} where there is none; fails with
     *         {@code RegistryUnavailableException}
     */
    public CompletableFuture<PeerAddress> find(String namespace, Collection<String> exclude) {
        Link teller = teller();
        if (teller == null) {
            return ask(namespace, exclude);
        }
        CompletableFuture<Void> begun = begin(namespace, teller);
        CompletableFuture<PeerAddress> told = begun.handle((listed, failure) -> failure == null
                ? listedOrAsked(namespace, exclude)
                : ask(namespace, exclude)).thenCompose(found -> found);
        return begun.isDone() ? told : hedged(told, namespace, exclude, teller);
    }

    /** A registry that keeps its list back for long is waited for, but others that are there are asked meanwhile. */
    private CompletableFuture<PeerAddress> hedged(CompletableFuture<PeerAddress> told, String namespace,
            Collection<String> exclude, Link teller) {
        List<RegistryConnection> others = registries.stream()
                .filter(registry -> registry.isOpen() && registry.link() != teller).toList();
        if (others.isEmpty()) {
            return told;
        }
        CompletableFuture<PeerAddress> first = new CompletableFuture<>();
        Timer.Alarm hedge = node.environment().timer().after(Lookup.HEDGE, () -> lookup(namespace, exclude, others)
                .thenAccept(found -> {
                    if (found != null) {
                        list(namespace).addFound(found);
                        first.complete(found);
                    }
                }));
        told.whenComplete((found, failure) -> {
            hedge.cancel();
            if (failure == null) {
                first.complete(found);
            } else {
                first.completeExceptionally(failure);
            }
        });
        return first;
    }

    private CompletableFuture<PeerAddress> lookup(String namespace, Collection<String> exclude,
            List<RegistryConnection> asked) {
        return new Lookup(namespace, exclude, asked, node.environment().timer(), settings.lookupTimeout()).ask();
    }

    /** Whether a registry tells of instances by itself. */
    boolean isTold() {
        return teller() != null;
    }

    /** The link to the first registry that is there, if it tells of changes. */
    private Link teller() {
        for (RegistryConnection registry : registries) {
            Link link = registry.link();
            if (link != null && link.isOpen()) {
                return link.peer().extras().has(Node.WATCH) ? link : null;
            }
        }
        return null;
    }

    private CompletableFuture<Void> begin(String namespace, Link teller) {
        Watch watch = watch(namespace);
        CompletableFuture<Void> begun = watch.begin(teller);
        if (watches.get(namespace) != watch) {
            // it was given up meanwhile, before it had anything to end
            watch.end();
        }
        return begun;
    }

    private Watch watch(String namespace) {
        return watches.computeIfAbsent(namespace, name -> new Watch(name, list(name), watchContext));
    }

    private InstanceList list(String namespace) {
        return known.computeIfAbsent(namespace, name -> new InstanceList());
    }

    /** A registry that tells of changes is there (again): it is asked to tell of all that is remembered. */
    private void rewatch() {
        Link teller = teller();
        if (teller != null) {
            known.keySet().forEach(namespace -> begin(namespace, teller));
        }
    }

    private Object changed(Link from, RouteContext context) {
        if (context instanceof InboundRequest asked && asked.wantsAnswer()) {
            // a registry pushes; what it forwards for others is a request
            throw new RouteException(404, context.url() + " is a push of a registry");
        }
        WatchMessages.Change change;
        try {
            change = WatchMessages.change(context.<RawJson>payload(RawJson.class).text());
        } catch (IllegalArgumentException e) {
            throw new RouteException(400, e.getMessage());
        }
        Watch watch = watches.get(change.namespace());
        if (watch != null) {
            watch.changed(from, change);
        }
        return RouteHandler.NOTHING;
    }

    /** A registry hears of an instance a moment before its lists do: where a list has none left, it is asked. */
    private CompletableFuture<PeerAddress> listedOrAsked(String namespace, Collection<String> exclude) {
        PeerAddress found = draw(namespace, exclude);
        if (found != null) {
            return CompletableFuture.completedFuture(found);
        }
        return ask(namespace, exclude).thenApply(asked -> {
            if (asked == null && known(namespace).isEmpty()) {
                unwatch(namespace);
            }
            return asked;
        });
    }

    /** A namespace without instances is not watched on: names that are asked for in error would pile up. */
    private void unwatch(String namespace) {
        known.remove(namespace);
        watches.computeIfPresent(namespace, (name, watch) -> {
            // here: it must not overtake a watch that begins
            watch.end();
            return null;
        });
    }

    private PeerAddress draw(String namespace, Collection<String> exclude) {
        List<PeerAddress> candidates = known(namespace).stream().filter(address -> !address.key().isIn(exclude))
                .toList();
        return candidates.isEmpty() ? null
                : candidates.get(node.environment().random().nextInt(candidates.size()));
    }

    /**
     * Asks a registry for an instance. Callers that ask the same at the same time share one question, so that it has the
     * lookup timeout and no caller's own deadline.
     */
    private CompletableFuture<PeerAddress> ask(String namespace, Collection<String> exclude) {
        Question question = new Question(namespace, Set.copyOf(exclude));
        CompletableFuture<PeerAddress> mine = new CompletableFuture<>();
        CompletableFuture<PeerAddress> others = underWay.putIfAbsent(question, mine);
        if (others != null) {
            return others;
        }
        beginning().thenCompose(begun -> lookup(namespace, exclude, registries))
                .whenComplete((found, failure) -> {
                    underWay.remove(question, mine);
                    if (found != null) {
                        list(namespace).addFound(found);
                    }
                    if (failure == null) {
                        mine.complete(found);
                    } else {
                        mine.completeExceptionally(failure);
                    }
                });
        return mine;
    }

    /**
     * A call that comes while the node joins waits until a registry is there, or none could be reached at first. One that
     * comes before, as from an application that is being started by a server which does not listen yet, has them visited.
     */
    private CompletableFuture<Void> beginning() {
        return canAsk() ? CompletableFuture.completedFuture(null)
                : firstOf(registries.stream()
                        .map(joining ? RegistryConnection::firstAttempt : RegistryConnection::visit).toList());
    }

    /** Waits for attempts until a registry can be asked, or none is left. */
    private CompletableFuture<Void> firstOf(List<CompletableFuture<Void>> attempts) {
        List<CompletableFuture<Void>> open = attempts.stream().filter(attempt -> !attempt.isDone()).toList();
        return open.isEmpty() || canAsk() ? CompletableFuture.completedFuture(null)
                : CompletableFuture.anyOf(open.toArray(CompletableFuture<?>[]::new))
                        .thenCompose(one -> firstOf(open));
    }

    private boolean canAsk() {
        return registries.stream().anyMatch(registry -> registry.linkToAsk() != null);
    }

    /** Forgets an instance that was found, as when it cannot be reached; one that a registry lists stays. */
    public void forget(PeerAddress address) {
        InstanceList list = known.get(address.namespace());
        if (list != null) {
            list.forgetFound(address.key());
        }
    }

    @Override
    public void closed(Link link, int code, String reason) {
        String namespace = link.peer().namespace();
        InstanceList list = known.get(namespace);
        if (list != null && node.link(namespace, link.peer().key()) == null) {
            list.forgetFound(link.peer().key());
        }
    }
}
