package io.microcdi.internal.discovery;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.node.Node;
import io.microcdi.internal.node.SelfCheck;
import io.microcdi.internal.wire.Excerpts;

/**
 * Registers a node at the registries. It finds the address to advertise, repeats the self-check until the node answers
 * at that address, and then joins. A server may open its listener long after it has started its applications, so the
 * registrar tries again after each failure.
 */
public final class Registrar {

    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long MAX_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** The nanoseconds before the first warning. A server with many applications may take this long to start. */
    private static final long FIRST_WARNING_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long NEXT_WARNING_NANOS = TimeUnit.MINUTES.toNanos(5);

    private final Node node;
    private final Directory directory;
    private final AddressSource addresses;
    private final RegistryObserver observer;
    private final boolean selfCheck;
    private final long checkTimeoutNanos;
    private boolean running;
    private int round;
    private long pauseNanos;
    private long warningAt;

    /** Makes a registrar. It does nothing until it is started. */
    public Registrar(Node node, Directory directory, AddressSource addresses, MicroConfig config,
            RegistryObserver observer) {
        this.node = node;
        this.directory = directory;
        this.addresses = addresses;
        this.observer = observer;
        this.selfCheck = config.get(ConfigKeys.ADVERTISE_SELF_CHECK);
        this.checkTimeoutNanos = config.get(ConfigKeys.CONNECT_TIMEOUT).toNanos();
    }

    /** Starts to register the node. */
    public void start() {
        int mine;
        synchronized (this) {
            running = true;
            mine = ++round;
            pauseNanos = FIRST_PAUSE_NANOS;
            warningAt = timer().nanoTime() + FIRST_WARNING_NANOS;
        }
        attempt(mine);
    }

    /**
     * Stops the attempts. The links to registries that understand that the node leaves stay open: handlers in work may still
     * look services up. Other registries are left.
     */
    public synchronized void drain() {
        running = false;
        directory.drain();
    }

    /** Stops the attempts, and leaves the joined registries. */
    public synchronized void stop() {
        running = false;
        directory.leave();
    }

    /**
     * Makes one attempt. It asks the server for the address without the lock, since a server may take long to answer.
     *
     * @param mine the number of the start to which the attempt belongs. An attempt from before a stop must do nothing
     *        after the next start
     */
    private void attempt(int mine) {
        if (!isCurrent(mine)) {
            return;
        }
        InstanceKey key;
        try {
            key = addresses.find();
            String scheme = addresses.scheme();
            synchronized (this) {
                if (!isCurrent(mine)) {
                    return;
                }
                node.announce(key, scheme);
            }
        } catch (RuntimeException | Error e) {
            // any failure, also of a class that the server lacks, only ends this attempt
            again(mine, () -> DiscoveryLog.LOG.noAddress(node.namespace(), Excerpts.of(e)));
            return;
        }
        if (selfCheck) {
            selfCheck().whenComplete((found, failure) -> checked(mine, key, failure));
        } else {
            join(mine);
        }
    }

    private synchronized boolean isCurrent(int mine) {
        return running && mine == round;
    }

    private synchronized void join(int mine) {
        if (isCurrent(mine)) {
            directory.join();
        }
    }

    private CompletableFuture<Void> selfCheck() {
        try {
            return new SelfCheck(node).run(checkTimeoutNanos);
        } catch (RuntimeException | Error e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void checked(int mine, InstanceKey key, Throwable failure) {
        if (failure == null) {
            join(mine);
        } else {
            Throwable cause = failure.getCause() == null ? failure : failure.getCause();
            again(mine, () -> DiscoveryLog.LOG.notReachable(node.namespace(), key.toString(), Excerpts.of(cause)));
        }
    }

    /** Attempts again after a pause. The observer and the log run after that and without the lock, because they may fail. */
    private void again(int mine, Runnable warning) {
        boolean warns;
        synchronized (this) {
            if (!isCurrent(mine)) {
                return;
            }
            timer().after(pauseNanos, () -> attempt(mine));
            pauseNanos = Math.min(MAX_PAUSE_NANOS, pauseNanos * 2);
            long now = timer().nanoTime();
            warns = now - warningAt >= 0;
            if (warns) {
                warningAt = now + NEXT_WARNING_NANOS;
            }
        }
        observer.notReachable();
        if (warns) {
            warning.run();
        }
    }

    private Timer timer() {
        return node.environment().timer();
    }
}
