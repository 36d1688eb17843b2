package io.microcdi.internal.discovery;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.node.PeerAddress;
import io.microcdi.internal.wire.Excerpts;

/**
 * The instances of a namespace at the addresses that the configuration gives. A name is resolved again every 5 seconds, on
 * a thread that may wait for the name service. If it cannot be resolved, its last addresses stay. Thread-safe.
 */
final class ConfiguredInstances {

    /** Finds all addresses of a host. It may block. */
    @FunctionalInterface
    interface Resolver {

        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    private static final String NAME_SCHEME = "dns+ws";
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final int MAX_ADDRESSES = 1_000;

    private final String namespace;
    private final List<URI> urls;
    private final InstanceList instances;
    private final Timer timer;
    private final Executor resolving;
    private final Resolver resolver;
    private final CompletableFuture<Void> found = new CompletableFuture<>();
    private final Map<URI, Set<PeerAddress>> addresses = new LinkedHashMap<>();
    private final Map<URI, String> problems = new LinkedHashMap<>();
    private Timer.Alarm alarm;
    private boolean busy;
    private boolean ended;

    ConfiguredInstances(String namespace, List<URI> urls, InstanceList instances, Timer timer, Executor resolving,
            Resolver resolver) {
        this.namespace = namespace;
        this.urls = urls;
        this.instances = instances;
        this.timer = timer;
        this.resolving = resolving;
        this.resolver = resolver;
    }

    /** Adds the addresses of the configuration, and begins to resolve its names. */
    ConfiguredInstances begin() {
        List<URI> literal = urls.stream().filter(url -> !isName(url)).toList();
        for (URI url : literal) {
            publish(url, Set.of(new PeerAddress(namespace, InstanceKey.of(url), url.getScheme(), false)));
        }
        if (literal.size() < urls.size()) {
            synchronized (this) {
                alarm = timer.every(PAUSE_NANOS, this::resolveSoon);
            }
            resolveSoon();
        }
        return this;
    }

    private static boolean isName(URI url) {
        return url.getScheme().equals(NAME_SCHEME);
    }

    /**
     * Returns a future that completes when there is an instance, or when each name has been resolved once. The future itself
     * never fails.
     */
    CompletableFuture<Void> found() {
        return found;
    }

    /** Resolves no name any more. */
    synchronized void end() {
        ended = true;
        if (alarm != null) {
            alarm.cancel();
        }
    }

    private void resolveSoon() {
        synchronized (this) {
            if (busy || ended) {
                return;
            }
            busy = true;
        }
        try {
            resolving.execute(this::resolve);
        } catch (RejectedExecutionException noThread) {
            done();
        }
    }

    private void resolve() {
        try {
            urls.stream().filter(ConfiguredInstances::isName).forEach(this::resolve);
        } finally {
            done();
        }
    }

    private void done() {
        synchronized (this) {
            busy = false;
        }
        // without the lock: the calls that wait for an instance go on on this thread
        found.complete(null);
    }

    private void resolve(URI url) {
        try {
            Set<PeerAddress> all = new LinkedHashSet<>();
            for (InetAddress address : resolver.resolve(url.getHost())) {
                if (all.size() < MAX_ADDRESSES) {
                    String path = url.getRawPath();
                    all.add(new PeerAddress(namespace, InstanceKey.of(address.getHostAddress(),
                            InstanceKey.of(url).port(), path), "ws", false));
                }
            }
            publish(url, all);
        } catch (UnknownHostException unknown) {
            failed(url, "the name service does not know it");
        } catch (RuntimeException e) {
            failed(url, Excerpts.of(e));
        }
    }

    private void publish(URI url, Set<PeerAddress> now) {
        synchronized (this) {
            if (ended) {
                return;
            }
            problems.remove(url);
            Set<InstanceKey> gone = keys(addresses.values().stream().flatMap(Collection::stream));
            addresses.put(url, now);
            gone.removeAll(keys(addresses.values().stream().flatMap(Collection::stream)));
            instances.change(now, gone);
        }
        if (!now.isEmpty()) {
            found.complete(null);
        }
    }

    private static Set<InstanceKey> keys(Stream<PeerAddress> of) {
        return of.map(PeerAddress::key).collect(Collectors.toCollection(HashSet::new));
    }

    private void failed(URI url, String why) {
        boolean isNew;
        synchronized (this) {
            isNew = !ended && problems.put(url, why) == null;
        }
        if (isNew) {
            DiscoveryLog.LOG.notResolved(url, namespace, why);
        }
    }

    /** Returns the configured addresses, and the names that cannot be resolved with the reasons. */
    synchronized String text() {
        return "micro.client." + namespace + ".url=" + urls.stream().map(URI::toString).collect(Collectors.joining(","))
                + problems.entrySet().stream().map(problem -> "; " + problem.getKey().getHost() + " has no address: "
                        + problem.getValue()).collect(Collectors.joining());
    }
}
