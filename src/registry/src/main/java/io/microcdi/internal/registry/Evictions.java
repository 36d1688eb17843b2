package io.microcdi.internal.registry;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.concurrent.SafeLog;
import io.microcdi.internal.concurrent.Steps;
import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.link.CloseCodes;
import io.microcdi.internal.link.Link;
import io.microcdi.registry.RegistryKeys;

/**
 * Evicts the instances that are silent for too long: it closes their links. Only the thread of the sweep uses it; any
 * thread may add and remove instances, and read its total.
 *
 * <p>Two rules protect instances that are alive. A sweep that comes late evicts none and restarts all leases, because
 * the registry itself was suspended. And if many instances fall silent within one heartbeat timeout although their links
 * are open, or if the registry reads nothing from any link, then the network or the registry is probably at fault. The
 * registry then waits before it evicts them.
 */
final class Evictions {

    /** With fewer instances a share says nothing. */
    private static final int MIN_INSTANCES = 10;
    private static final int PERCENT = 100;

    private final Timer timer;
    private final long intervalNanos;
    private final long timeoutNanos;
    private final long linkTimeoutNanos;
    private final int maxPercent;
    private final long maxDelayNanos;
    /** The times of evictions within the last timeout. */
    private final Deque<Long> recent = new ArrayDeque<>();
    private final LongAdder total = new LongAdder();
    private final LeaseWheel leases;
    private final BooleanSupplier readsNothing;
    private long sweptAt;
    private boolean blind;
    private boolean delayed;
    private long delayedSince;

    /**
     * Makes evictions without an instance.
     *
     * @param readsNothing returns whether the registry has read nothing from any link for so long that it is probably
     *        at fault itself
     */
    Evictions(Timer timer, MicroConfig config, BooleanSupplier readsNothing) {
        this.timer = timer;
        this.readsNothing = readsNothing;
        this.intervalNanos = config.get(RegistryKeys.SWEEP_INTERVAL).toNanos();
        this.timeoutNanos = config.get(RegistryKeys.HEARTBEAT_TIMEOUT).toNanos();
        this.linkTimeoutNanos = 2 * config.get(ConfigKeys.PING_INTERVAL).toNanos();
        this.maxPercent = config.get(RegistryKeys.MAX_EVICTED_PERCENT);
        this.maxDelayNanos = config.get(RegistryKeys.MAX_EVICTION_DELAY).toNanos();
        this.leases = new LeaseWheel(timer.nanoTime(), intervalNanos, Math.min(timeoutNanos, linkTimeoutNanos),
                this::left);
    }

    private long left(LocalInstance instance) {
        return instance.leaseLeft(timer.nanoTime(), timeoutNanos, linkTimeoutNanos);
    }

    /**
     * Adds a new instance, which may be evicted from now on. An instance of the second dialect is never evicted: it
     * sends no heartbeats, and the node of this registry closes its silent link.
     */
    void add(LocalInstance instance) {
        if (!instance.isSecondDialect()) {
            leases.add(instance, timer.nanoTime());
        }
    }

    /** Removes an instance that has left. */
    void remove(LocalInstance instance) {
        leases.remove(instance);
    }

    /** Called at the start, before the first sweep. */
    void begin() {
        sweptAt = timer.nanoTime();
        recent.clear();
        delayed = false;
        blind = false;
    }

    /** Returns how many instances it has evicted. */
    long total() {
        return total.sum();
    }

    /**
     * Evicts the silent instances.
     *
     * @param instances all own instances. Only a late sweep, or one after a time without reading, iterates over them
     */
    void sweep(Collection<LocalInstance> instances) {
        long now = timer.nanoTime();
        long pauseNanos = now - sweptAt;
        // after a shorter suspension only leases that had nearly ended before can have ended
        boolean late = pauseNanos - intervalNanos > timeoutNanos / 4;
        sweptAt = now;
        boolean wasBlind = blind;
        blind = readsNothing.getAsBoolean();
        if (late) {
            instances.forEach(instance -> instance.beat(now));
            SafeLog.write(() -> RegistryLog.LOG.leasesRestarted(TimeUnit.NANOSECONDS.toMillis(pauseNanos),
                    instances.size()));
            return;
        }
        if (wasBlind && !blind) {
            // the links are read one after the other, so that some have not been read yet
            instances.forEach(instance -> {
                instance.beat(now);
                instance.link().alive();
            });
        }
        while (!recent.isEmpty() && now - recent.peekFirst() >= timeoutNanos) {
            recent.removeFirst();
        }
        List<LocalInstance> silent = leases.ended(now);
        if (isAllowed(silent.size(), instances.size(), now)) {
            Steps.each(silent, instance -> evict(instance, now));
        }
    }

    private void evict(LocalInstance instance, long now) {
        // the link is read before the lease: if the node has come back over a new link meanwhile, the lease does not end
        Link link = instance.link();
        if (left(instance) <= 0) {
            recent.addLast(now);
            total.increment();
            link.abort(CloseCodes.SILENT, "heartbeat lost");
        }
    }

    /** Returns whether the silent instances may be evicted now. */
    private boolean isAllowed(int silent, int present, long now) {
        int all = present + recent.size();
        boolean many = silent > 0 && (blind || all >= MIN_INSTANCES
                && (silent + recent.size()) * (long) PERCENT > all * (long) maxPercent);
        boolean before = delayed;
        delayed = many;
        if (many && !before) {
            delayedSince = now;
            SafeLog.write(() -> RegistryLog.LOG.evictionDelayed(silent + recent.size(), all,
                    TimeUnit.NANOSECONDS.toSeconds(maxDelayNanos), RegistryKeys.MAX_EVICTED_PERCENT.name()));
        } else if (many && now - delayedSince >= maxDelayNanos) {
            SafeLog.write(
                    () -> RegistryLog.LOG.evictedAfterDelay(silent, TimeUnit.NANOSECONDS.toSeconds(maxDelayNanos)));
            return true;
        } else if (!many && before) {
            SafeLog.write(RegistryLog.LOG::evictionNormal);
        }
        return !many;
    }
}
