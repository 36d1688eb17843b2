package io.microcdi.internal.call;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.concurrent.Timer;

/**
 * Which instances are passed over since they failed: a circuit breaker for each namespace and instance. It opens at a
 * failure; after the cooldown one call at a time may try the instance again; a success closes it. Thread-safe.
 */
final class Breakers {

    private static final int REFUSALS_IN_A_ROW = 3;
    /** After so long without a change, more than the longest cooldown, an instance that failed is gone. */
    private static final long FORGOTTEN = TimeUnit.HOURS.toNanos(25);
    private static final long SWEEP_PAUSE = TimeUnit.MINUTES.toNanos(1);

    /** The state of one instance; absent while all is well. */
    private static final class Breaker {
        private int refusals;
        private boolean open;
        private boolean probing;
        private long openedAt;
        private long changedAt;
    }

    private final Timer timer;
    private final Map<String, Map<InstanceKey, Breaker>> byNamespace = new ConcurrentHashMap<>();
    private final AtomicLong sweptAt;

    Breakers(Timer timer) {
        this.timer = timer;
        this.sweptAt = new AtomicLong(timer.nanoTime());
    }

    /** Whether an instance is to be passed over now. */
    boolean isOpen(String namespace, InstanceKey key, long cooldown) {
        Map<InstanceKey, Breaker> breakers = byNamespace.get(namespace);
        Breaker breaker = breakers == null ? null : breakers.get(key);
        if (breaker == null) {
            return false;
        }
        synchronized (breaker) {
            return breaker.open && (breaker.probing || timer.nanoTime() - breaker.openedAt < cooldown);
        }
    }

    /** Takes the right to try an instance; false if another call is trying it already. */
    boolean acquire(String namespace, InstanceKey key) {
        Map<InstanceKey, Breaker> breakers = byNamespace.get(namespace);
        Breaker breaker = breakers == null ? null : breakers.get(key);
        if (breaker == null) {
            return true;
        }
        synchronized (breaker) {
            if (breaker.open && breaker.probing) {
                return false;
            }
            breaker.probing = breaker.open;
            return true;
        }
    }

    /** The keys of a namespace that are to be passed over now. */
    List<String> open(String namespace, long cooldown) {
        Map<InstanceKey, Breaker> breakers = byNamespace.get(namespace);
        return breakers == null ? List.of()
                : breakers.keySet().stream().filter(key -> isOpen(namespace, key, cooldown))
                        .map(InstanceKey::toString).toList();
    }

    void succeeded(String namespace, InstanceKey key) {
        if (!byNamespace.isEmpty()) {
            byNamespace.computeIfPresent(namespace, (n, breakers) -> {
                breakers.remove(key);
                return breakers.isEmpty() ? null : breakers;
            });
        }
    }

    /** The instance failed: it is passed over from now on. */
    void failed(String namespace, InstanceKey key) {
        update(namespace, key, this::open);
    }

    /** The instance refused a call without running it; three times in a row count as a failure. */
    void refused(String namespace, InstanceKey key) {
        update(namespace, key, breaker -> {
            if (++breaker.refusals >= REFUSALS_IN_A_ROW || breaker.open) {
                open(breaker);
            }
        });
    }

    /** A call that tried the instance ended without telling anything of it. */
    void released(String namespace, InstanceKey key) {
        Map<InstanceKey, Breaker> breakers = byNamespace.get(namespace);
        Breaker breaker = breakers == null ? null : breakers.get(key);
        if (breaker != null) {
            synchronized (breaker) {
                breaker.probing = false;
            }
        }
    }

    /** All instances were passed over: none is any more. */
    void reset(String namespace) {
        byNamespace.remove(namespace);
    }

    /** The namespaces of which an instance failed lately. */
    Collection<String> namespaces() {
        return byNamespace.keySet();
    }

    private void open(Breaker breaker) {
        breaker.open = true;
        breaker.probing = false;
        breaker.openedAt = timer.nanoTime();
    }

    private void update(String namespace, InstanceKey key, java.util.function.Consumer<Breaker> change) {
        byNamespace.compute(namespace, (n, breakers) -> {
            Map<InstanceKey, Breaker> all = breakers == null ? new ConcurrentHashMap<>() : breakers;
            Breaker breaker = all.computeIfAbsent(key, k -> new Breaker());
            synchronized (breaker) {
                change.accept(breaker);
                breaker.changedAt = timer.nanoTime();
            }
            return all;
        });
        sweep();
    }

    /** Now and then, forgets instances that nobody has called for long: addresses change with each deployment. */
    private void sweep() {
        long now = timer.nanoTime();
        long last = sweptAt.get();
        if (now - last < SWEEP_PAUSE || !sweptAt.compareAndSet(last, now)) {
            return;
        }
        for (String namespace : byNamespace.keySet()) {
            byNamespace.computeIfPresent(namespace, (n, breakers) -> {
                breakers.values().removeIf(breaker -> {
                    synchronized (breaker) {
                        return now - breaker.changedAt >= FORGOTTEN;
                    }
                });
                return breakers.isEmpty() ? null : breakers;
            });
        }
    }
}
