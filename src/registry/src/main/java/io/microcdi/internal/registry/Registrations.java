package io.microcdi.internal.registry;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

import io.microcdi.config.MicroConfig;
import io.microcdi.internal.concurrent.LogLimit;
import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.link.CloseCodes;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.node.LinkObserver;
import io.microcdi.internal.node.RefusalLog;
import io.microcdi.internal.wire.Excerpts;
import io.microcdi.registry.DepartureView;
import io.microcdi.registry.InstanceView;
import io.microcdi.registry.NamespaceView;
import io.microcdi.registry.RegistryKeys;

/**
 * Who is registered: a link opened is an instance present, a link closed is an instance gone (wire, The registry). A live
 * link is never replaced by another party's, and a close removes its own registration only.
 */
final class Registrations implements LinkObserver {

    /** Hosts under this name are visitors: nodes that ask but cannot be called. It is reserved for nobody. */
    private static final String VISITOR = ".invalid";
    private static final long PROOF_OF_LIFE = 2_000_000_000L;

    /** Lines about instances that join and leave, a minute. The page has the others. */
    private static final int MAX_NEWS = 600;

    private static final Runnable NOTHING = () -> {
    };

    private final Timer timer;
    private final RefusalLog used;
    private final LogLimit news = LogLimit.perMinute(MAX_NEWS, RegistryLog.LOG::newsLeftOut);
    private final LogLimit warnings = LogLimit.ofWarnings(RegistryLog.LOG::warningsLeftOut);
    private final int maxNamespaces;
    private final int maxInstances;
    private final Map<String, Namespace> namespaces = new ConcurrentHashMap<>();
    private final Map<Link, Instance> byLink = new ConcurrentHashMap<>();
    private final Map<Link, Candidate> challengers = new ConcurrentHashMap<>();
    private final Departures departures = new Departures();
    private final Watches watches;
    /** Changes last: whoever sees that somebody came or left finds it so in the namespaces. */
    private volatile int count;
    private volatile boolean stopping;
    private final Evictions evictions;

    Registrations(Timer timer, MicroConfig config) {
        this.timer = timer;
        this.evictions = new Evictions(timer, config);
        this.used = new RefusalLog(timer, RegistryLog.LOG::addressInUse);
        this.watches = new Watches(timer, config.get(RegistryKeys.MAX_WATCHES), this::instancesOf);
        this.maxNamespaces = config.get(RegistryKeys.MAX_NAMESPACES);
        this.maxInstances = config.get(RegistryKeys.MAX_INSTANCES);
    }

    /** A link that is, or wants to be, the registration of its other end under a namespace. */
    private record Candidate(Link link, String namespace) {

        String key() {
            return link.peer().key().toString();
        }
    }

    @Override
    public void opened(Link link) {
        boolean visitor = link.peer().key().host().endsWith(VISITOR);
        // one of the second dialect says its namespace later, and whom we dialled is registered by its own link
        if (!visitor && !link.peer().isDialled() && !link.peer().isSecondDialect()) {
            enter(new Candidate(link, link.peer().namespace())).run();
        }
    }

    /** A node of the second dialect says its namespace; the last one that it says counts. */
    void online(Link link, String namespace) {
        rename(link, namespace).run();
    }

    private synchronized Runnable rename(Link link, String namespace) {
        Instance present = byLink.get(link);
        if (present != null && !present.namespace().equals(namespace)) {
            remove(link, "now " + namespace);
        }
        return byLink.get(link) == null ? enter(new Candidate(link, namespace)) : NOTHING;
    }

    /** What is to be said follows outside the lock: no peer that reads slowly may hold all others up. */
    private synchronized Runnable enter(Candidate candidate) {
        if (!candidate.link().isOpen()) {
            // its end may have come already, and will not come again
            return NOTHING;
        }
        String key = candidate.key();
        Namespace namespace = namespaces.get(candidate.namespace());
        Instance present = namespace == null ? null : namespace.get(key);
        if (present != null) {
            return again(present, candidate);
        }
        if (namespace == null && namespaces.size() >= maxNamespaces) {
            return () -> refuse(candidate, maxNamespaces, "namespaces", RegistryKeys.MAX_NAMESPACES.name());
        }
        if (byLink.size() >= maxInstances) {
            return () -> refuse(candidate, maxInstances, "instances", RegistryKeys.MAX_INSTANCES.name());
        }
        register(candidate);
        return NOTHING;
    }

    private void refuse(Candidate candidate, int count, String what, String configKey) {
        if (warnings.permits(timer.nanoTime())) {
            RegistryLog.LOG.tooMany(candidate.namespace(), Excerpts.of(candidate.key()), count, what, configKey);
        }
        candidate.link().close(CloseCodes.TRY_AGAIN_LATER, "too many " + what);
    }

    private void register(Candidate candidate) {
        Instance instance = new Instance(candidate.link(), candidate.namespace(), timer.nanoTime(), timer.now());
        namespaces.compute(instance.namespace(), (name, known) -> {
            // in here, so that nobody sees a new one empty
            Namespace namespace = known == null ? new Namespace() : known;
            namespace.add(instance);
            return namespace;
        });
        watches.added(instance);
        byLink.put(candidate.link(), instance);
        count = byLink.size();
        if (news.permits(timer.nanoTime())) {
            RegistryLog.LOG.joined(instance.namespace(), Excerpts.of(instance.key().toString()));
        }
    }

    /**
     * The same key again: the same start replaces its link, unless this is an attempt that it gave up before; anybody else
     * waits until the present one proved dead.
     */
    private Runnable again(Instance present, Candidate candidate) {
        Link current = present.link();
        Link link = candidate.link();
        if (present.isSameStart(link)) {
            if (present.beganAfter(link)) {
                return () -> link.close(CloseCodes.REPLACED, "replaced");
            }
            byLink.remove(current);
            present.replaceLink(link);
            present.beat(timer.nanoTime());
            byLink.put(link, present);
            return () -> current.close(CloseCodes.REPLACED, "replaced");
        }
        if (challengers.putIfAbsent(current, candidate) != null) {
            return () -> refuseUsed(candidate);
        }
        long challenged = timer.nanoTime();
        timer.after(PROOF_OF_LIFE, () -> decide(current, candidate, challenged));
        return current::ping;
    }

    private void decide(Link current, Candidate challenger, long challenged) {
        if (!challengers.remove(current, challenger)) {
            return;
        }
        // since it was asked, not within the last two seconds: an alarm may be late
        boolean alive = current.isOpen() && current.silence() <= timer.nanoTime() - challenged;
        if (alive) {
            refuseUsed(challenger);
        } else {
            current.abort(CloseCodes.REPLACED, "replaced");
            takeOver(current, challenger, "replaced").run();
        }
    }

    private void refuseUsed(Candidate candidate) {
        used.refused(candidate.key(), candidate.namespace());
        candidate.link().close(CloseCodes.POLICY, "address in use");
    }

    @Override
    public void closed(Link link, int code, String reason) {
        takeOver(link, null, code + (reason.isEmpty() ? "" : " " + Excerpts.of(reason))).run();
    }

    /** The instance is taken out at once. Its link stays, since its handlers in work may still look services up. */
    @Override
    public void leaving(Link link) {
        withdraw(link).run();
    }

    private synchronized Runnable withdraw(Link link) {
        Candidate challenger = challengers.remove(link);
        challengers.values().removeIf(candidate -> candidate.link() == link);
        remove(link, "leaving");
        return challenger != null ? enter(challenger) : NOTHING;
    }

    /** A registration ends; whoever waits for its place has it, by default the one that challenged it. */
    private synchronized Runnable takeOver(Link gone, Candidate successor, String reason) {
        Candidate challenger = successor != null ? successor : challengers.remove(gone);
        challengers.values().removeIf(candidate -> candidate.link() == gone);
        watches.closed(gone);
        remove(gone, reason);
        return challenger != null ? enter(challenger) : NOTHING;
    }

    /** Announces that all links are about to be closed: watchers would take the nodes for gone, and have no registry to ask. */
    void stopping() {
        stopping = true;
    }

    private void remove(Link link, String reason) {
        Instance instance = byLink.get(link);
        if (instance == null) {
            return;
        }
        // first, so that whoever sees that it is gone is told why
        departures.add(new DepartureView(instance.namespace(), instance.key().toString(), timer.now(), reason));
        namespaces.computeIfPresent(instance.namespace(), (name, namespace) -> {
            if (namespace.size() == 1) {
                return null;
            }
            namespace.remove(instance);
            return namespace;
        });
        if (!stopping) {
            watches.removed(instance);
        }
        byLink.remove(link);
        count = byLink.size();
        if (news.permits(timer.nanoTime())) {
            RegistryLog.LOG.left(instance.namespace(), Excerpts.of(instance.key().toString()), reason);
        }
    }

    /** What is answered of an instance of a namespace at random; {@code null} if none is left. */
    String find(FindRequest request, boolean withPaths, RandomGenerator random) {
        Namespace namespace = namespaces.get(request.namespace());
        return namespace == null ? null : namespace.find(random, withPaths, request.exclude());
    }

    /** An instance of a namespace at random; {@code null} if there is none. */
    Instance draw(String name, RandomGenerator random) {
        Namespace namespace = namespaces.get(name);
        return namespace == null ? null : namespace.draw(random, true, List.of());
    }

    Watches watches() {
        return watches;
    }

    Departures departures() {
        return departures;
    }

    /** Where a node of the second dialect is told that a namespace is; {@code null} if nowhere. */
    Instance where(String name, RandomGenerator random) {
        Namespace namespace = namespaces.get(name);
        if (namespace == null) {
            namespace = namespaces.entrySet().stream().filter(entry -> entry.getKey().equalsIgnoreCase(name))
                    .map(Map.Entry::getValue).findFirst().orElse(null);
        }
        return namespace == null ? null : namespace.where(random);
    }

    private List<Instance> instancesOf(String name) {
        Namespace namespace = namespaces.get(name);
        return namespace == null ? List.of() : namespace.all();
    }

    void beat(Link link) {
        Instance instance = byLink.get(link);
        if (instance != null) {
            instance.beat(timer.nanoTime());
        }
    }

    /** Begins, before the first sweep. */
    void begin() {
        stopping = false;
        evictions.begin();
    }

    /** Closes the links of the instances that have been silent for too long. {@link Evictions} has the rules. */
    void sweep() {
        evictions.sweep(byLink.values());
    }

    /**
     * Returns whether the sweep alone decides when a silent link is closed. It must be able to keep the links of many
     * instances that fall silent together.
     */
    boolean isSwept(Link link) {
        Instance instance = byLink.get(link);
        return instance != null && !instance.isSecondDialect();
    }

    List<InstanceView> view(String name) {
        Namespace namespace = namespaces.get(name);
        return namespace == null ? List.of() : namespace.view();
    }

    List<NamespaceView> view() {
        return namespaces.entrySet().stream()
                .map(entry -> new NamespaceView(entry.getKey(), entry.getValue().view()))
                .sorted(Comparator.comparing(NamespaceView::name)).toList();
    }

    int instances() {
        return count;
    }
}
