package io.microcdi.registry;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

import io.microcdi.concurrent.Timer;
import io.microcdi.config.MicroConfig;
import io.microcdi.link.CloseCodes;
import io.microcdi.link.Link;
import io.microcdi.node.LinkObserver;

/**
 * Who is registered: a link opened is an instance present, a link closed is an instance gone (wire, section 3). A live
 * link is never replaced by another party's, and a close removes its own registration only.
 */
final class Registrations implements LinkObserver {

    /** Hosts under this name are visitors: nodes that ask but cannot be called. It is reserved for nobody. */
    private static final String VISITOR = ".invalid";
    private static final long PROOF_OF_LIFE = 2_000_000_000L;

    private final Timer timer;
    private final int maxNamespaces;
    private final int maxInstances;
    private final Map<String, Namespace> namespaces = new ConcurrentHashMap<>();
    private final Map<Link, Instance> byLink = new ConcurrentHashMap<>();
    private final Map<Link, Link> challengers = new ConcurrentHashMap<>();
    private final Watches watches;

    Registrations(Timer timer, MicroConfig config) {
        this.timer = timer;
        this.watches = new Watches(timer, this::instancesOf);
        this.maxNamespaces = config.get(RegistryKeys.MAX_NAMESPACES);
        this.maxInstances = config.get(RegistryKeys.MAX_INSTANCES);
    }

    @Override
    public synchronized void opened(Link link) {
        if (link.peer().key().host().endsWith(VISITOR)) {
            return;
        }
        String name = link.peer().namespace();
        String key = link.peer().key().toString();
        Namespace namespace = namespaces.get(name);
        Instance present = namespace == null ? null : namespace.get(key);
        if (present != null) {
            again(present, link);
        } else if (namespace == null && namespaces.size() >= maxNamespaces) {
            refuse(link, maxNamespaces, "namespaces", RegistryKeys.MAX_NAMESPACES.name());
        } else if (byLink.size() >= maxInstances) {
            refuse(link, maxInstances, "instances", RegistryKeys.MAX_INSTANCES.name());
        } else {
            register(link);
        }
    }

    private static void refuse(Link link, int count, String what, String configKey) {
        RegistryLog.LOG.tooMany(link.peer().namespace(), link.peer().key().toString(), count, what, configKey);
        link.close(CloseCodes.TRY_AGAIN_LATER, "too many " + what);
    }

    private void register(Link link) {
        Instance instance = new Instance(link, timer.nanoTime(), timer.now());
        byLink.put(link, instance);
        namespaces.computeIfAbsent(instance.namespace(), n -> new Namespace()).add(instance);
        watches.added(instance);
        RegistryLog.LOG.joined(instance.namespace(), instance.key().toString());
    }

    /** The same key again: the same start replaces its link; anybody else waits until the present one proved dead. */
    private void again(Instance present, Link link) {
        Link current = present.link();
        if (present.isSameStart(link)) {
            byLink.remove(current);
            present.replaceLink(link);
            present.beat(timer.nanoTime(), timer.now());
            byLink.put(link, present);
            current.close(CloseCodes.REPLACED, "replaced");
        } else if (challengers.putIfAbsent(current, link) == null) {
            current.ping();
            timer.after(PROOF_OF_LIFE, () -> decide(current, link));
        } else {
            refuseUsed(link);
        }
    }

    private synchronized void decide(Link current, Link challenger) {
        if (!challengers.remove(current, challenger)) {
            return;
        }
        if (current.silence() < PROOF_OF_LIFE) {
            refuseUsed(challenger);
        } else {
            current.abort(CloseCodes.REPLACED, "replaced");
            replace(current, challenger);
        }
    }

    private static void refuseUsed(Link link) {
        RegistryLog.LOG.addressInUse(link.peer().namespace(), link.peer().key().toString());
        link.close(CloseCodes.POLICY, "address in use");
    }

    private void replace(Link gone, Link challenger) {
        remove(gone, "replaced");
        if (challenger.isOpen()) {
            opened(challenger);
        }
    }

    @Override
    public synchronized void closed(Link link, int code, String reason) {
        Link challenger = challengers.remove(link);
        challengers.values().remove(link);
        watches.closed(link);
        remove(link, code + (reason.isEmpty() ? "" : " " + reason));
        if (challenger != null && challenger.isOpen()) {
            opened(challenger);
        }
    }

    private void remove(Link link, String reason) {
        Instance instance = byLink.remove(link);
        if (instance == null) {
            return;
        }
        namespaces.computeIfPresent(instance.namespace(), (name, namespace) -> {
            namespace.remove(instance);
            return namespace.size() == 0 ? null : namespace;
        });
        watches.removed(instance);
        RegistryLog.LOG.left(instance.namespace(), instance.key().toString(), reason);
    }

    /** An instance of a namespace at random; {@code null} if none is left. */
    Instance find(FindRequest request, boolean withPaths, RandomGenerator random) {
        Namespace namespace = namespaces.get(request.namespace());
        return namespace == null ? null : namespace.draw(random, withPaths, request.exclude());
    }

    Watches watches() {
        return watches;
    }

    private List<Instance> instancesOf(String name) {
        Namespace namespace = namespaces.get(name);
        return namespace == null ? List.of() : namespace.all();
    }

    void beat(Link link) {
        Instance instance = byLink.get(link);
        if (instance != null) {
            instance.beat(timer.nanoTime(), timer.now());
        }
    }

    /** Takes out those that have been silent for too long. */
    void sweep(long timeout) {
        long now = timer.nanoTime();
        byLink.forEach((link, instance) -> {
            if (instance.isSilent(now, timeout)) {
                link.abort(CloseCodes.SILENT, "heartbeat lost");
            }
        });
    }

    List<NamespaceView> view() {
        return namespaces.entrySet().stream()
                .map(entry -> new NamespaceView(entry.getKey(), entry.getValue().view()))
                .sorted(Comparator.comparing(NamespaceView::name)).toList();
    }

    int instances() {
        return byLink.size();
    }
}
