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
 * The circuit breakers, one for each namespace and instance. A breaker opens at a failure, and the instance is ejected.
 * After the cooldown, one call at a time may try the instance. A success closes the breaker. Thread-safe.
 */
final class Breakers {

    private static final int REFUSALS_IN_A_ROW = 3;
    /**
     * The nanoseconds without a change after which a failed instance is forgotten. It is longer than the longest
     * cooldown.
     */
    private static final long FORGOTTEN = TimeUnit.HOURS.toNanos(25);
    private static final long SWEEP_PAUSE = TimeUnit.MINUTES.toNanos(1);

    /** The state of one instance. An instance without failures has none. */
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

    /** Returns whether an instance is ejected now. */
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

    /** Takes the right to try an instance. Returns false if another call tries it now. */
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

    /** Returns the keys of the ejected instances of a namespace. */
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

    /** Records a failure of an instance, and ejects it. */
    void failed(String namespace, InstanceKey key) {
        update(namespace, key, this::open);
    }

    /** Records that an instance refused a call without running it. Three refusals in a row count as a failure. */
    void refused(String namespace, InstanceKey key) {
        update(namespace, key, breaker -> {
            if (++breaker.refusals >= REFUSALS_IN_A_ROW || breaker.open) {
                open(breaker);
            }
        });
    }

    /**
     * Releases the right to try an instance. The call ended without a result that says whether the instance is healthy.
     */
    void released(String namespace, InstanceKey key) {
        Map<InstanceKey, Breaker> breakers = byNamespace.get(namespace);
        Breaker breaker = breakers == null ? null : breakers.get(key);
        if (breaker != null) {
            synchronized (breaker) {
                breaker.probing = false;
            }
        }
    }

    /** Closes all breakers of a namespace. Called when all its instances are ejected. */
    void reset(String namespace) {
        byNamespace.remove(namespace);
    }

    /** Returns the namespaces with an instance that failed recently. */
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

    /**
     * Forgets instances whose breaker has not changed for long. Addresses change with each deployment, so the map would
     * grow without this.
     */
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
