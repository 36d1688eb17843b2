package io.microcdi.internal.discovery;

import java.net.InetAddress;
import java.net.URI;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

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
import io.microcdi.internal.concurrent.Causes;
import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.config.ScopedSettings;
import io.microcdi.internal.link.CloseCodes;
import io.microcdi.internal.link.InboundRequest;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.node.LinkObserver;
import io.microcdi.internal.node.LinkRoute;
import io.microcdi.internal.node.Node;
import io.microcdi.internal.node.PeerAddress;
import io.microcdi.internal.wire.Excerpts;

/**
 * The registries of a node, and the instances that they announced. The node remembers an instance until its link
 * closes. If all registries are lost, the node goes on using the remembered instances. Thread-safe.
 */
public final class Directory implements LinkObserver {

    private record Question(String namespace, Set<String> exclude) {
    }

    /**
     * The largest number of namespaces that are watched or known. Their names may come from users of the application, so
     * that each call may have another one. The instances of further namespaces are asked for with each call.
     */
    static final int MAX_NAMESPACES = 10_000;

    private final Node node;
    private final JoinSettings settings;
    private final MicroConfig config;
    private final RegistryObserver observer;
    private final ConfiguredInstances.Resolver resolver;
    private final Map<String, ConfiguredInstances> configured = new ConcurrentHashMap<>();
    private final List<RegistryConnection> registries;
    private final Map<String, InstanceList> known = new ConcurrentHashMap<>();
    private final Map<String, Watch> watches = new ConcurrentHashMap<>();
    private final WatchContext watchContext;
    private final InstanceRefresh instanceRefresh;
    private final ClusterLinkSelector clusters = new ClusterLinkSelector();
    private volatile boolean registering;
    private final Map<Question, CompletableFuture<PeerAddress>> lookupsInProgress = new ConcurrentHashMap<>();

    /** Makes the directory of the configured registries. The node has not joined them yet. */
    public Directory(Node node, MicroConfig config, RegistryObserver observer) {
        this(node, config, observer, InetAddress::getAllByName);
    }

    Directory(Node node, MicroConfig config, RegistryObserver observer, ConfiguredInstances.Resolver resolver) {
        this.node = node;
        this.config = config;
        this.observer = observer;
        this.resolver = resolver;
        this.settings = JoinSettings.of(config);
        this.watchContext = new WatchContext(node, settings.lookupTimeoutNanos());
        this.registries = config.get(ConfigKeys.REGISTRY_URL).stream()
                .map(url -> new RegistryConnection(url, node, settings, observer, clusters, this::watchAgain)).toList();
        this.instanceRefresh = new InstanceRefresh(this, node.environment().timer());
        node.observe(this);
        node.registerOwn("/-/changed", (LinkRoute) this::changed);
    }

    /** Starts to join all registries. The links to them stay open, and are dialled again when they are lost. */
    public void join() {
        registering = true;
        instanceRefresh.start();
        if (registries.isEmpty()) {
            observer.alone();
        }
        registries.forEach(RegistryConnection::start);
    }

    /**
     * Ends the registration at all registries, but still allows lookups. A registry that understands {@code /-/leaving} is
     * asked over its link, which stays open. Any other registry is asked as a visitor.
     */
    public void drain() {
        registering = false;
        instanceRefresh.stop();
        registries.forEach(RegistryConnection::drain);
    }

    /** Leaves all registries. The instances stay known for the calls that have not ended. */
    public void leave() {
        registering = false;
        instanceRefresh.stop();
        registries.forEach(RegistryConnection::stop);
        clusters.clear();
    }

    /** Forgets all instances. */
    public void clear() {
        configured.values().forEach(ConfiguredInstances::end);
        configured.clear();
        known.clear();
        watches.clear();
    }

    /**
     * Dials all registries, and waits until one answers.
     *
     * @param visitor the announcement by which the node connects without being registered
     * @param givenUp ends the wait
     * @throws RegistryUnavailableException if no registry answers, the wait is given up, or the thread is interrupted.
     *        In the last case its interrupt status is set again
     */
    public void requireOne(Announcement visitor, CompletableFuture<Void> givenUp) {
        if (registries().isEmpty()) {
            throw unavailable(ConfigKeys.REGISTRY_REQUIRED.name()
                    + " is set, but no registry is configured: set " + ConfigKeys.REGISTRY_URL.name());
        }
        List<CompletableFuture<Link>> dials = registries().stream()
                .map(url -> node.dial(url, Namespaces.REGISTRY, visitor)).toList();
        CompletableFuture<Void> one = new CompletableFuture<>();
        dials.forEach(dial -> dial.thenAccept(link -> {
            one.complete(null);
            link.close(CloseCodes.NORMAL, "asked");
        }));
        CompletableFuture.allOf(dials.toArray(CompletableFuture<?>[]::new))
                .whenComplete((all, failure) -> one.complete(null));
        boolean interrupted = !awaitAny(one, givenUp);
        if (dials.stream().allMatch(CompletableFuture::isCompletedExceptionally)) {
            throw unavailable("no registry answers, and micro.registry.required is set: "
                    + String.join("; ", dials.stream().map(Directory::reason).toList()));
        }
        if (!one.isDone()) {
            throw unavailable("no registry has answered yet, and micro.registry.required is set: the "
                    + (interrupted ? "thread that starts the node was interrupted"
                            : "node is stopped or drained while it starts"));
        }
    }

    private static RegistryUnavailableException unavailable(String message) {
        return new RegistryUnavailableException(message, CallDetails.NONE, false, null);
    }

    /** Waits for one of two futures, which never fail. Returns false if the thread was interrupted. */
    private static boolean awaitAny(CompletableFuture<Void> one, CompletableFuture<Void> other) {
        try {
            CompletableFuture.anyOf(one, other).get();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String reason(CompletableFuture<Link> dial) {
        return dial.handle((link, failure) -> Causes.unwrapped(failure).getMessage()).join();
    }

    /** Returns whether this node is registered at a registry now. */
    public boolean isJoined() {
        return registries.stream().anyMatch(RegistryConnection::isOpen);
    }

    /** Returns the addresses of the registries. */
    public List<URI> registries() {
        return registries.stream().map(RegistryConnection::url).toList();
    }

    /** Returns the addresses of the registries, each with whether this node is registered there now. */
    public Map<URI, Boolean> states() {
        Map<URI, Boolean> states = new LinkedHashMap<>();
        registries.forEach(registry -> states.put(registry.url(), registry.isOpen()));
        return Collections.unmodifiableMap(states);
    }

    /** Returns the namespaces with a known instance. */
    public List<String> namespaces() {
        return known.entrySet().stream().filter(entry -> !entry.getValue().all().isEmpty()).map(Map.Entry::getKey)
                .sorted().toList();
    }

    /** Returns the known instances of a namespace. The list is immutable. */
    public List<PeerAddress> known(String namespace) {
        InstanceList list = known.get(namespace);
        return list == null ? List.of() : list.all();
    }

    /** Returns the instances that the configuration gives for a namespace; {@code null} if a registry is to be asked. */
    private ConfiguredInstances configured(String namespace) {
        ConfiguredInstances before = configured.get(namespace);
        if (before != null) {
            return before;
        }
        return ScopedSettings.instanceUrls(config, namespace)
                .map(urls -> configured.computeIfAbsent(namespace,
                        name -> new ConfiguredInstances(name, urls, list(name),
                                node.environment().timer(), node.environment().io().resolving(), resolver).begin()))
                .orElse(null);
    }

    /** Returns a sentence for a namespace without an instance: where this node has looked for one. */
    public String notFound(String namespace) {
        ConfiguredInstances own = configured.get(namespace);
        return "no instance of " + namespace
                + (own == null ? " is registered at " + registries() : " is at " + own.text());
    }

    /**
     * Finds an instance. If the configuration has instances of the namespace, it is one of them. Otherwise it comes
     * from a watched list, if a registry supports watches, or else from a request to a registry.
     *
     * @param exclude the keys of excluded instances; {@code host:port} excludes all instances there
     * @return a future that completes with an instance, which is then known, or with {@code null} if there is none. It
     *        fails with {@code RegistryUnavailableException}
     */
    public CompletableFuture<PeerAddress> find(String namespace, Collection<String> exclude) {
        ConfiguredInstances own = configured(namespace);
        if (own != null) {
            return own.found().thenApply(any -> draw(namespace, exclude));
        }
        Link watchLink = watchLink();
        if (watchLink == null || !hasRoom(namespace, watches)) {
            return ask(namespace, exclude);
        }
        CompletableFuture<Void> watching = begin(namespace, watchLink);
        CompletableFuture<PeerAddress> fromList = watching.handle((listed, failure) -> failure == null
                ? findListedOrAsk(namespace, exclude)
                : askOrUnwatch(namespace, exclude)).thenCompose(found -> found);
        return watching.isDone() ? fromList : hedge(fromList, namespace, exclude, watchLink);
    }

    /** Waits for the list of a slow registry, and asks the other registries at the same time. */
    private CompletableFuture<PeerAddress> hedge(CompletableFuture<PeerAddress> fromList, String namespace,
            Collection<String> exclude, Link watchLink) {
        List<RegistryConnection> others = registries.stream()
                .filter(registry -> registry.isOpen() && registry.link() != watchLink).toList();
        if (others.isEmpty()) {
            return fromList;
        }
        CompletableFuture<PeerAddress> first = new CompletableFuture<>();
        Timer.Alarm alarm = node.environment().timer().after(Lookup.HEDGE_NANOS,
                () -> lookup(namespace, exclude, others)
                        .thenAccept(found -> {
                            if (found != null) {
                                addFound(namespace, found);
                                first.complete(found);
                            }
                        }));
        fromList.whenComplete((found, failure) -> {
            alarm.cancel();
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
        return new Lookup(namespace, exclude, asked, node.environment().timer(), settings.lookupTimeoutNanos()).ask();
    }

    /** Returns whether a registry sends the changes of a namespace, so that the node need not ask. */
    boolean isWatched(String namespace) {
        Watch watch = watches.get(namespace);
        return configured.containsKey(namespace) || watchLink() != null && watch != null && !watch.hasFailed();
    }

    /** Returns the link to the first open registry if it supports watches; {@code null} otherwise. */
    private Link watchLink() {
        Link leaving = null;
        for (RegistryConnection registry : registries) {
            Link link = registry.link();
            if (link == null || !link.isOpen()) {
                continue;
            }
            if (!link.peer().isLeaving()) {
                return link.peer().info().has(Node.WATCH) ? link : null;
            }
            leaving = leaving == null ? link : leaving;
        }
        return leaving != null && leaving.peer().info().has(Node.WATCH) ? leaving : null;
    }

    private CompletableFuture<Void> begin(String namespace, Link watchLink) {
        Watch watch = watch(namespace);
        CompletableFuture<Void> watching = watch.begin(watchLink);
        if (watches.get(namespace) != watch) {
            // unwatch() removed this watch before its begin, and could therefore not end it
            watch.end();
        }
        return watching;
    }

    private Watch watch(String namespace) {
        return watches.computeIfAbsent(namespace, name -> new Watch(name, list(name), watchContext));
    }

    private InstanceList list(String namespace) {
        return known.computeIfAbsent(namespace, name -> new InstanceList());
    }

    /**
     * Watches all known namespaces at the first open registry, if it supports watches. Called when a registry has answered,
     * and when one is lost or leaves. The next call is no substitute for that: while the known instances suffice, no call
     * asks a registry.
     */
    private void watchAgain() {
        Link watchLink = watchLink();
        if (watchLink != null) {
            known.keySet().stream().filter(namespace -> !configured.containsKey(namespace))
                    .forEach(namespace -> begin(namespace, watchLink));
        }
    }

    private Object changed(Link from, RouteContext context) {
        if (context instanceof InboundRequest asked && asked.wantsAnswer()) {
            // only the registry itself sends this as a push; requests that it forwards come from other programs
            throw new RouteException(404, Excerpts.of(context.url()) + " is a push of a registry");
        }
        String text = context.<RawJson>payload(RawJson.class).text();
        WatchMessages.Change change;
        try {
            change = WatchMessages.change(text);
        } catch (IllegalArgumentException e) {
            throw new RouteException(400, e.getMessage());
        }
        Watch watch = watches.get(change.namespace());
        if (watch != null) {
            watch.changed(from, change, text.length());
        }
        return RouteHandler.NOTHING;
    }

    /**
     * Finds an instance in the watched list. If the list has none, it asks the registry, which learns of a new instance
     * shortly before its lists contain it.
     */
    private CompletableFuture<PeerAddress> findListedOrAsk(String namespace, Collection<String> exclude) {
        PeerAddress found = draw(namespace, exclude);
        if (found != null) {
            return CompletableFuture.completedFuture(found);
        }
        return askOrUnwatch(namespace, exclude);
    }

    /**
     * Asks the registry. If it gives no instance and none is known, the watch of the namespace ends, also after a failure:
     * otherwise every mistyped namespace would leave a watch, which asks for its list for ever.
     */
    private CompletableFuture<PeerAddress> askOrUnwatch(String namespace, Collection<String> exclude) {
        return ask(namespace, exclude).whenComplete((answer, failure) -> {
            if (answer == null && known(namespace).isEmpty()) {
                unwatch(namespace);
            }
        });
    }

    /** Returns whether a namespace is in a map, or may be added to it. */
    private static boolean hasRoom(String namespace, Map<String, ?> map) {
        return map.size() < MAX_NAMESPACES || map.containsKey(namespace);
    }

    private void addFound(String namespace, PeerAddress found) {
        if (hasRoom(namespace, known)) {
            list(namespace).addFound(found);
        }
    }

    private void unwatch(String namespace) {
        known.remove(namespace);
        watches.computeIfPresent(namespace, (name, watch) -> {
            // inside this step, so that it cannot overtake a watch that begins
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
     * Asks a registry for an instance. Callers with the same question at the same time share one request. That request
     * therefore has the lookup timeout, not the deadline of one caller.
     */
    private CompletableFuture<PeerAddress> ask(String namespace, Collection<String> exclude) {
        Question question = new Question(namespace, Set.copyOf(exclude));
        CompletableFuture<PeerAddress> mine = new CompletableFuture<>();
        CompletableFuture<PeerAddress> others = lookupsInProgress.putIfAbsent(question, mine);
        if (others != null) {
            return others;
        }
        askRegistries(namespace, exclude).whenComplete((found, failure) -> {
            lookupsInProgress.remove(question, mine);
            try {
                if (found != null) {
                    addFound(namespace, found);
                }
            } finally {
                // also if the list cannot take it: the callers need the address only
                if (failure == null) {
                    mine.complete(found);
                } else {
                    mine.completeExceptionally(failure);
                }
            }
        });
        return mine;
    }

    /** Returns a future that always completes: otherwise all later callers with the same question would wait for it. */
    private CompletableFuture<PeerAddress> askRegistries(String namespace, Collection<String> exclude) {
        try {
            long until = node.environment().timer().nanoTime() + settings.lookupTimeoutNanos();
            Supplier<List<CompletableFuture<Void>>> attempts = attempts();
            CompletableFuture<Void> first = firstOf(attempts.get());
            // the dial of a registry may take longer than a lookup
            CompletableFuture<Void> connected = first.isDone() ? first
                    : firstOf(List.of(first), settings.lookupTimeoutNanos());
            return connected.thenCompose(any -> lookupAll(namespace, exclude, until, attempts));
        } catch (RuntimeException | Error e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /**
     * Asks the registries. If none of those that can be asked finds an instance, it waits for the attempts that are still
     * under way, and asks again: another registry may know the namespace.
     *
     * @param until when it waits no longer, in the timer's nanoseconds
     */
    private CompletableFuture<PeerAddress> lookupAll(String namespace, Collection<String> exclude, long until,
            Supplier<List<CompletableFuture<Void>>> attempts) {
        List<CompletableFuture<Void>> pending = attempts.get().stream().filter(attempt -> !attempt.isDone()).toList();
        CompletableFuture<PeerAddress> answer = lookup(namespace, exclude, registries);
        if (pending.isEmpty()) {
            return answer;
        }
        return answer.handle((found, failure) -> {
            long left = until - node.environment().timer().nanoTime();
            return found != null || left <= 0 ? answer
                    : firstOf(pending, left).thenCompose(one -> lookupAll(namespace, exclude, until, attempts));
        }).thenCompose(next -> next);
    }

    /** Returns a future that completes when one of the attempts ends, or after a time in nanoseconds. */
    private CompletableFuture<Void> firstOf(List<CompletableFuture<Void>> attempts, long nanos) {
        CompletableFuture<Void> first = new CompletableFuture<>();
        Timer.Alarm late = node.environment().timer().after(nanos, () -> first.complete(null));
        CompletableFuture.anyOf(attempts.toArray(CompletableFuture<?>[]::new))
                .whenComplete((one, failure) -> first.complete(null));
        first.whenComplete((one, failure) -> late.cancel());
        return first;
    }

    /**
     * Returns the attempts for which a lookup waits. While the node joins, this method waits until a registry answers,
     * or until all first attempts have failed. An attempt that fails may start another one at a registry of the same
     * cluster. Before the node joins, it connects to the registries as a visitor, once for the lookup. This happens
     * when an application makes calls while its server starts and does not listen yet.
     */
    private Supplier<List<CompletableFuture<Void>>> attempts() {
        if (registering) {
            return () -> registries.stream().map(RegistryConnection::firstAttempt).toList();
        }
        List<CompletableFuture<Void>> visits = registries.stream().map(RegistryConnection::visit).toList();
        return () -> visits;
    }

    /**
     * Returns a future that completes when one of the attempts has made a registry available, or all attempts have
     * ended.
     */
    private CompletableFuture<Void> firstOf(List<CompletableFuture<Void>> attempts) {
        List<CompletableFuture<Void>> open = attempts.stream().filter(attempt -> !attempt.isDone()).toList();
        return open.isEmpty() || canAsk() ? CompletableFuture.completedFuture(null)
                : CompletableFuture.anyOf(open.toArray(CompletableFuture<?>[]::new))
                        .thenCompose(one -> firstOf(open));
    }

    private boolean canAsk() {
        return registries.stream().anyMatch(registry -> registry.linkForLookups() != null);
    }

    /**
     * Forgets an instance that a lookup found, for example if it cannot be reached. An instance in a watched list
     * stays.
     */
    public void forget(PeerAddress address) {
        InstanceList list = known.get(address.namespace());
        if (list != null) {
            list.forgetFound(address.key());
        }
    }

    @Override
    public void leaving(Link link) {
        if (link.peer().namespace().equals(Namespaces.REGISTRY)) {
            watchAgain();
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
