package io.microcdi.internal.call;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.microcdi.config.RetryMode;
import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.concurrent.LogLimit;
import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.config.CallSettings;
import io.microcdi.internal.config.EjectionSettings;
import io.microcdi.internal.node.PeerAddress;
import io.microcdi.internal.wire.Excerpts;

/**
 * Ejects instances that fail: no call is sent to them for a time, and after that one call at a time tries them.
 *
 * <p>An instance that cannot be reached is ejected at once. Other failures are evidence: they eject after several in a
 * row, or when they are the larger part of many calls. Evidence never ejects too large a part of a namespace, and never
 * the last instance. With {@link RetryMode#ALWAYS} the first failure ejects.
 *
 * <p>Each result names the count of ejections at the time when the instance was chosen. By that the result of a call
 * that was sent before an ejection changes nothing. Thread-safe.
 */
final class OutlierEjection {

    private static final long SWEEP_PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);
    /** The largest number of instances whose calls are counted. A peer may register any number of them in turn. */
    private static final int MAX_INSTANCES = 10_000;
    private static final long MAX_GROWN_DURATION_NANOS = TimeUnit.MINUTES.toNanos(5);

    private final Timer timer;
    private final Map<String, Map<InstanceKey, InstanceRecord>> byNamespace = new ConcurrentHashMap<>();
    /** The recent calls of every instance that was called. The records are apart: as a rule there is none to look at. */
    private final Map<String, Map<InstanceKey, CallWindow>> windows = new ConcurrentHashMap<>();
    private final AtomicLong count = new AtomicLong();
    private final LogLimit lines = LogLimit.ofWarnings(CallLog.LOG::leftOut);
    private long sweptAt;
    /** The number of windows, or more: those that a sweep forgets stay in it until there are too many. */
    private int counted;

    OutlierEjection(Timer timer) {
        this.timer = timer;
        this.sweptAt = timer.nanoTime();
    }

    /** Returns the count of ejections and lost links so far. A result that began at a lower count is older. */
    long count() {
        return count.get();
    }

    /** Returns whether no call may be sent to an instance now. */
    boolean isEjected(PeerAddress address) {
        InstanceRecord instance = find(address);
        return instance != null && instance.isBlocked(timer.nanoTime());
    }

    /** Returns whether a call tries an ejected instance now. */
    boolean isTried(PeerAddress address) {
        InstanceRecord instance = find(address);
        return instance != null && instance.isProbing();
    }

    /** Takes the right to call an instance. Returns false if the instance is ejected and another call tries it now. */
    boolean acquire(PeerAddress address) {
        InstanceRecord instance = find(address);
        return instance == null || instance.acquire(timer.nanoTime());
    }

    /** Returns how many calls in flight the recent failures of an instance are worth when two are compared. */
    int penalty(PeerAddress address) {
        InstanceRecord instance = find(address);
        return instance == null ? 0 : instance.penalty(timer.nanoTime());
    }

    /** Returns the nanoseconds for which an instance has asked not to be called again; 0 if it has not asked. */
    long retryAfter(PeerAddress address) {
        InstanceRecord instance = find(address);
        return instance == null ? 0 : instance.retryAfter(timer.nanoTime());
    }

    /** Returns the keys of the ejected instances of a namespace. */
    List<String> ejected(String namespace) {
        List<String> keys = new ArrayList<>();
        long now = timer.nanoTime();
        for (Map.Entry<InstanceKey, InstanceRecord> entry : of(namespace).entrySet()) {
            if (entry.getValue().isBlocked(now)) {
                keys.add(entry.getKey().toString());
            }
        }
        return keys;
    }

    /** Records an answer that shows that the instance is healthy. */
    void succeeded(PeerAddress address, long begun, CallSettings settings) {
        InstanceRecord instance = find(address);
        if (instance == null) {
            window(address).count(timer.nanoTime(), settings.ejection().windowNanos(), 0);
        } else if (instance.succeeded(timer.nanoTime(), begun, settings)) {
            forget(address, instance);
        }
    }

    private CallWindow window(PeerAddress address) {
        CallWindow window = windows.getOrDefault(address.namespace(), Map.of()).get(address.key());
        return window != null && window.isOf(address) ? window : newWindow(address);
    }

    private synchronized CallWindow newWindow(PeerAddress address) {
        long now = timer.nanoTime();
        sweepInTime(now);
        Map<InstanceKey, CallWindow> instances = windows.computeIfAbsent(address.namespace(),
                name -> new ConcurrentHashMap<>());
        CallWindow window = instances.get(address.key());
        if (window == null || !window.isOf(address)) {
            window = new CallWindow(address.id(), now);
            instances.put(address.key(), window);
            if (++counted > MAX_INSTANCES) {
                makeRoom(now);
            }
        }
        return window;
    }

    private synchronized void forget(PeerAddress address, InstanceRecord instance) {
        Map<InstanceKey, InstanceRecord> instances = of(address.namespace());
        if (instance.isOver() && instances.remove(address.key(), instance) && instances.isEmpty()) {
            byNamespace.remove(address.namespace());
        }
    }

    /**
     * Ejects an instance that cannot be reached.
     *
     * @param why why it cannot, as a text that is safe
     * @param known the known instances of the namespace
     */
    synchronized void unreachable(PeerAddress address, long begun, CallSettings settings, String why,
            List<PeerAddress> known) {
        InstanceRecord instance = record(address);
        if (instance.isEjectable(begun, settings)) {
            eject(address, instance, settings, false, "it cannot be reached (" + why + ")", known);
        }
    }

    /**
     * Records a failure, and ejects the instance if there is enough evidence.
     *
     * @param lost whether the link was lost. All calls in flight on it report that, and it counts once
     * @param known the known instances of the namespace
     * @return whether the caller should look for other instances, because this one fails and is the only one
     */
    synchronized boolean failed(PeerAddress address, long begun, CallSettings settings, boolean lost,
            List<PeerAddress> known) {
        InstanceRecord instance = record(address);
        boolean enough = instance.failed(timer.nanoTime(), begun, settings);
        if (lost && begun >= instance.oldest()) {
            instance.ignoreResultsBefore(count.incrementAndGet());
        }
        if (!enough) {
            return false;
        }
        boolean always = settings.retry() == RetryMode.ALWAYS;
        if (always || instance.isProbing() || isWithinCap(address, settings.ejection(), known)) {
            // one that could not be reached stays outside the cap while the calls that try it fail
            boolean capped = instance.isProbing() ? instance.isCapped() : !always;
            eject(address, instance, settings, capped, always ? "a call failed" : "its calls fail",
                    known);
            return false;
        }
        return known.size() <= 1 && instance.failuresInARow() % settings.ejection().failures() == 0;
    }

    /** Records that an instance has too many calls, and for how long it wants no more. */
    synchronized void overloaded(PeerAddress address, long retryAfterNanos) {
        record(address).avoidFor(timer.nanoTime(), retryAfterNanos);
    }

    /**
     * Releases the right to try an instance. The call ended without a result that says whether the instance is healthy.
     */
    void released(PeerAddress address, long begun) {
        InstanceRecord instance = find(address);
        if (instance != null) {
            instance.released(begun);
        }
    }

    /** Ends all ejections of a namespace. Called when all its instances are ejected. */
    synchronized void reset(String namespace) {
        Map<InstanceKey, InstanceRecord> ended = byNamespace.remove(namespace);
        if (ended != null) {
            ended.values().forEach(instance -> instance.window().clear());
        }
    }

    /** Ends all ejections. */
    synchronized void clear() {
        byNamespace.clear();
        windows.clear();
    }

    /** Returns the namespaces with an instance that failed recently. */
    Set<String> namespaces() {
        return byNamespace.keySet();
    }

    private void eject(PeerAddress address, InstanceRecord instance, CallSettings settings, boolean capped,
            String reason, List<PeerAddress> known) {
        long durationNanos = settings.ejection().durationNanos();
        long grownNanos = settings.retry() == RetryMode.ALWAYS ? durationNanos
                : Math.max(durationNanos,
                        Math.min(durationNanos * (instance.ejections() + 1L), MAX_GROWN_DURATION_NANOS));
        long now = timer.nanoTime();
        instance.eject(now + grownNanos, count.incrementAndGet(), capped);
        if (instance.window().shouldReport(now, now + grownNanos) && lines.permits(now)) {
            boolean others = known.stream().anyMatch(one -> !one.key().equals(address.key()) && !isEjected(one));
            CallLog.LOG.ejected(address.namespace(), Excerpts.of(address.key().toString()),
                    TimeUnit.NANOSECONDS.toMillis(grownNanos), reason, others ? "calls go to other instances"
                            : "no other instance can be called, and calls may try it sooner");
        }
    }

    /** Returns whether one more instance may be ejected, and another one is left. */
    private boolean isWithinCap(PeerAddress address, EjectionSettings settings, List<PeerAddress> known) {
        int all = 1;
        int ejected = 1;
        int left = 0;
        for (PeerAddress other : known) {
            if (!other.key().equals(address.key())) {
                all++;
                InstanceRecord instance = find(other);
                if (instance == null || !instance.isEjected()) {
                    left++;
                } else if (instance.isCapped()) {
                    ejected++;
                }
            }
        }
        return left > 0 && ejected * 100L <= (long) settings.maxPercent() * all;
    }

    private Map<InstanceKey, InstanceRecord> of(String namespace) {
        return byNamespace.getOrDefault(namespace, Map.of());
    }

    private InstanceRecord find(PeerAddress address) {
        InstanceRecord instance = of(address.namespace()).get(address.key());
        return instance != null && instance.isOf(address) ? instance : null;
    }

    /** Returns the record of an instance, which it makes if there is none. */
    private InstanceRecord record(PeerAddress address) {
        long now = timer.nanoTime();
        sweepInTime(now);
        InstanceRecord instance = find(address);
        if (instance == null) {
            instance = new InstanceRecord(address.id(), window(address), now);
            byNamespace.computeIfAbsent(address.namespace(), name -> new ConcurrentHashMap<>()).put(address.key(),
                    instance);
        }
        instance.addPenalty(now);
        return instance;
    }

    /** Forgets the quarter of the instances that was not called for the longest time, if there are too many. */
    private void makeRoom(long now) {
        long[] idle = windows.values().stream().flatMap(all -> all.values().stream()).mapToLong(one -> one.idle(now))
                .sorted().toArray();
        if (idle.length > MAX_INSTANCES) {
            long longest = idle[MAX_INSTANCES - MAX_INSTANCES / 4];
            windows.values().forEach(all -> all.values().removeIf(one -> one.idle(now) >= longest));
            windows.values().removeIf(Map::isEmpty);
            byNamespace.forEach((namespace, instances) -> instances.keySet()
                    .retainAll(windows.getOrDefault(namespace, Map.of()).keySet()));
            byNamespace.values().removeIf(Map::isEmpty);
        }
        counted = windows.values().stream().mapToInt(Map::size).sum();
    }

    /**
     * Forgets instances that have not failed, or were not called, for long. Addresses change with each deployment, so the
     * maps would grow without this.
     */
    private void sweepInTime(long now) {
        if (now - sweptAt < SWEEP_PAUSE_NANOS) {
            return;
        }
        sweptAt = now;
        windows.values()
                .forEach(all -> all.values().removeIf(one -> one.idle(now) >= InstanceRecord.RETENTION_NANOS));
        windows.values().removeIf(Map::isEmpty);
        byNamespace.values().forEach(instances -> instances.values().removeIf(one -> one.isForgotten(now)));
        byNamespace.values().removeIf(Map::isEmpty);
    }
}
