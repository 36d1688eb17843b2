package io.microcdi.internal.registry;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import io.microcdi.internal.concurrent.LogLimit;
import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.registry.Replication.Entry;
import io.microcdi.internal.registry.Replication.Removal;
import io.microcdi.internal.wire.Excerpts;

/**
 * The instances that are registered at the other registries of the cluster, in one part for each owner. If an owner is lost,
 * its part stays for a while, because its nodes still run, and register at other registries. Thread-safe.
 */
final class RemoteInstances implements Replication.Remote {

    /** More removals than this are not remembered. */
    private static final int MAX_REMEMBERED = 10_000;

    private final Registrations registrations;
    private final Timer timer;
    private final long orphanNanos;
    private final LogLimit warnings = LogLimit.ofWarnings(RegistryLog.LOG::warningsLeftOut);
    private final Map<String, Part> parts = new HashMap<>();
    /**
     * The instances that left within the time of orphans, by namespace and key, with the nanoseconds at which they left; the
     * oldest is the first. Messages of several members have no order among each other: a member that has not processed the
     * removal yet may send the instance as an orphan later.
     */
    private final Map<String, Long> left = new LinkedHashMap<>();

    /** The instances of one owner, by namespace and key. */
    private static final class Part {

        final Map<String, RemoteInstance> instances = new HashMap<>();
        /** The alarm that ends the part of a lost owner; {@code null} while the owner is a member. */
        Timer.@Nullable Alarm end;
        long endsAt;
        /** Whether the part comes from another registry, because this registry started after the loss of the owner. */
        boolean fromOtherMember;
    }

    RemoteInstances(Registrations registrations, Timer timer, long orphanNanos) {
        this.registrations = registrations;
        this.timer = timer;
        this.orphanNanos = orphanNanos;
    }

    @Override
    public synchronized void changed(String owner, List<Entry> put, List<Removal> removed) {
        Part part = parts.computeIfAbsent(owner, name -> new Part());
        each(removed, removal -> {
            String id = id(removal.namespace(), removal.key());
            if (!remove(part, id, removal.reason())) {
                hideFromOtherMembers(id, removal.reason());
            }
        });
        each(put, entry -> put(owner, part, entry));
    }

    @Override
    public synchronized void whole(String owner, List<Entry> entries) {
        Part part = parts.computeIfAbsent(owner, name -> new Part());
        Set<String> gone = new HashSet<>(part.instances.keySet());
        entries.forEach(entry -> gone.remove(id(entry.namespace(), entry.key().toString())));
        // before the others stop being orphans: otherwise a hidden instance could be shown again before it is removed
        each(gone, id -> remove(part, id, "left at " + Replication.Member.nameOf(owner)));
        Timer.Alarm end = part.end;
        if (end != null) {
            each(part.instances.values(), instance -> registrations.orphan(instance, false));
            end.cancel();
            part.end = null;
            part.fromOtherMember = false;
        }
        each(entries, entry -> put(owner, part, entry));
        if (end != null) {
            registrations.events().registry(EventType.REGISTRY_BACK, Replication.Member.nameOf(owner),
                    "the registry is back");
        }
    }

    /** Returns the number of instances of an owner. */
    synchronized int instances(String owner) {
        Part part = parts.get(owner);
        return part == null ? 0 : part.instances.size();
    }

    /** Returns the number of instances of an owner that have a property. */
    synchronized int instances(String owner, Predicate<Instance> property) {
        Part part = parts.get(owner);
        return part == null ? 0 : (int) part.instances.values().stream().filter(property).count();
    }

    @Override
    public void calls(String owner, String text) {
        registrations.callsElsewhere(owner, text);
    }

    @Override
    public void holds(String owner, String text) {
        try {
            registrations.holdsElsewhere(text);
        } catch (IllegalArgumentException | java.time.DateTimeException e) {
            if (warnings.permits(timer.nanoTime())) {
                RegistryLog.LOG.badHolds(Replication.Member.nameOf(owner), Excerpts.of(e));
            }
        }
    }

    @Override
    public List<String> holds() {
        return registrations.holds();
    }

    @Override
    public synchronized void lost(String owner) {
        registrations.calls().remote(owner, "");
        Part part = parts.get(owner);
        if (part == null || part.end != null) {
            return;
        }
        endAfter(orphanNanos, owner, part);
        each(part.instances.values(), instance -> registrations.orphan(instance, true));
        registrations.events().registry(EventType.REGISTRY_LOST, Replication.Member.nameOf(owner),
                "the cluster has lost the registry; its instances stay while they register at others");
        RegistryLog.LOG.memberLost(Replication.Member.nameOf(owner), part.instances.size());
    }

    private void endAfter(long nanos, String owner, Part part) {
        part.endsAt = timer.nanoTime() + nanos;
        part.end = timer.after(nanos, () -> end(owner, part));
    }

    @Override
    public synchronized List<Replication.Orphans> orphans() {
        List<Replication.Orphans> orphans = new ArrayList<>();
        parts.forEach((owner, part) -> {
            if (part.end != null) {
                long millis = TimeUnit.NANOSECONDS.toMillis(part.endsAt - timer.nanoTime());
                orphans.add(new Replication.Orphans(owner, Math.max(1, millis),
                        part.instances.values().stream().filter(registrations::knows).map(RemoteInstance::entry)
                                .toList()));
            }
        });
        return orphans;
    }

    @Override
    public synchronized void orphans(Replication.Orphans of) {
        Part known = parts.get(of.owner());
        Part part = known == null ? new Part() : known;
        if (known == null) {
            part.fromOtherMember = true;
            parts.put(of.owner(), part);
            endAfter(Math.min(orphanNanos, TimeUnit.MILLISECONDS.toNanos(of.millis())), of.owner(), part);
        }
        if (part.fromOtherMember) {
            forgetOld();
            of.entries().stream().filter(entry -> !left.containsKey(id(entry.namespace(), entry.key().toString())))
                    .forEach(entry -> put(of.owner(), part, entry));
        }
    }

    /** Hides an orphan that another registry has sent, because its node has registered elsewhere and left there. */
    private void hideFromOtherMembers(String id, String reason) {
        for (Part part : parts.values()) {
            RemoteInstance orphan = part.fromOtherMember ? part.instances.get(id) : null;
            if (orphan != null) {
                registrations.hideRemote(orphan, reason);
            }
        }
    }

    private void forgetOld() {
        long now = timer.nanoTime();
        Iterator<Long> times = left.values().iterator();
        while (times.hasNext()) {
            if (now - times.next() < orphanNanos && left.size() <= MAX_REMEMBERED) {
                return;
            }
            times.remove();
        }
    }

    private synchronized void end(String owner, Part part) {
        if (part.end == null || parts.get(owner) != part) {
            return;
        }
        parts.remove(owner);
        String reason = "registry " + Replication.Member.nameOf(owner) + " lost";
        each(part.instances.values(), instance -> registrations.hideRemote(instance, reason));
    }

    /** Calls an action with each element, even if it fails for some. Throws the last failure at the end. */
    private static <T> void each(Collection<T> all, Consumer<T> action) {
        RuntimeException failed = null;
        for (T one : all) {
            try {
                action.accept(one);
            } catch (RuntimeException e) {
                failed = e;
            }
        }
        if (failed != null) {
            throw failed;
        }
    }

    /** Forgets all. */
    synchronized void clear() {
        parts.values().forEach(part -> {
            if (part.end != null) {
                part.end.cancel();
            }
            part.instances.values().forEach(instance -> registrations.hideRemote(instance, "stopped"));
        });
        parts.clear();
        left.clear();
        registrations.calls().clear();
    }

    private void put(String owner, Part part, Entry entry) {
        RemoteInstance now = new RemoteInstance(owner, entry);
        if (part.end == null) {
            left.remove(id(entry.namespace(), entry.key().toString()));
        }
        RemoteInstance before = part.instances.get(id(entry.namespace(), entry.key().toString()));
        if (before != null && before.entry().equals(entry)) {
            return;
        }
        now.orphan(part.end != null);
        try {
            registrations.showRemote(before, now);
        } catch (RuntimeException | Error failure) {
            // the instance comes again with the whole part, and is shown then because this part does not contain it
            registrations.takeOut(now);
            throw failure;
        }
        part.instances.put(id(entry.namespace(), entry.key().toString()), now);
    }

    /** Returns whether the part had the instance. */
    private boolean remove(Part part, String id, String reason) {
        left.remove(id);
        left.put(id, timer.nanoTime());
        forgetOld();
        RemoteInstance instance = part.instances.get(id);
        if (instance != null) {
            registrations.hideRemote(instance, reason);
            part.instances.remove(id);
        }
        return instance != null;
    }

    private static String id(String namespace, String key) {
        return namespace + " " + key;
    }
}
