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

    private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long MAX_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** The nanoseconds before the first warning. A server with many applications may take this long to start. */
    private static final long FIRST_WARNING = TimeUnit.MINUTES.toNanos(1);
    private static final long NEXT_WARNING = TimeUnit.MINUTES.toNanos(5);

    private final Node node;
    private final Directory directory;
    private final AddressSource addresses;
    private final RegistryObserver observer;
    private final boolean selfCheck;
    private final long checkTimeout;
    private boolean running;
    private int round;
    private long pause;
    private long warnAt;

    /** Makes a registrar. It does nothing until it is started. */
    public Registrar(Node node, Directory directory, AddressSource addresses, MicroConfig config,
            RegistryObserver observer) {
        this.node = node;
        this.directory = directory;
        this.addresses = addresses;
        this.observer = observer;
        this.selfCheck = config.get(ConfigKeys.ADVERTISE_SELF_CHECK);
        this.checkTimeout = config.get(ConfigKeys.CONNECT_TIMEOUT).toNanos();
    }

    /** Starts to register the node. */
    public synchronized void start() {
        running = true;
        round++;
        pause = FIRST_PAUSE;
        warnAt = timer().nanoTime() + FIRST_WARNING;
        attempt(round);
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
     * Makes one attempt.
     *
     * @param mine the number of the start to which the attempt belongs. An attempt from before a stop must do nothing
     *        after the next start
     */
    private synchronized void attempt(int mine) {
        if (!running || mine != round) {
            return;
        }
        InstanceKey key;
        try {
            key = addresses.find();
            node.announce(key, addresses.scheme());
        } catch (IllegalArgumentException | IllegalStateException e) {
            again(() -> DiscoveryLog.LOG.noAddress(node.namespace(), Excerpts.of(e)));
            return;
        }
        if (!selfCheck) {
            directory.join();
            return;
        }
        selfCheck().whenComplete((found, failure) -> checked(mine, key, failure));
    }

    private CompletableFuture<Void> selfCheck() {
        try {
            return new SelfCheck(node).run(checkTimeout);
        } catch (RuntimeException | Error e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private synchronized void checked(int checkedRound, InstanceKey key, Throwable failure) {
        if (!running || checkedRound != round) {
            return;
        }
        if (failure == null) {
            directory.join();
        } else {
            Throwable cause = failure.getCause() == null ? failure : failure.getCause();
            again(() -> DiscoveryLog.LOG.notReachable(node.namespace(), key.toString(), Excerpts.of(cause)));
        }
    }

    private void again(Runnable warning) {
        observer.notReachable();
        long now = timer().nanoTime();
        if (now - warnAt >= 0) {
            warnAt = now + NEXT_WARNING;
            warning.run();
        }
        int mine = round;
        timer().after(pause, () -> attempt(mine));
        pause = Math.min(MAX_PAUSE_NANOS, pause * 2);
    }

    private Timer timer() {
        return node.environment().timer();
    }
}
