package io.microcdi.internal.standalone;

import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import io.microcdi.MicroPeer;
import io.microcdi.NodeListener;
import io.microcdi.Registration;
import io.microcdi.internal.address.Namespaces;
import io.microcdi.internal.call.DefaultCaller;
import io.microcdi.internal.concurrent.LogLimit;
import io.microcdi.internal.discovery.RegistryObserver;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.node.LinkObserver;
import io.microcdi.internal.node.Node;
import io.microcdi.internal.wire.LoggedThrowable;

/**
 * Passes the events of links and registries to the application's listeners, and records when the node was first
 * registered.
 */
final class NodeEvents implements LinkObserver, RegistryObserver {

    private static final int FAILED_DIALS_UNTIL_ATTEMPTED = 4;

    private final List<NodeListener> listeners = new CopyOnWriteArrayList<>();
    private final AtomicInteger unreachable = new AtomicInteger();
    /** One line a second: peers decide how often links open and close. */
    private final LogLimit lines = LogLimit.of(1, TimeUnit.SECONDS.toNanos(1));
    private volatile LongSupplier clock = System::nanoTime;
    private volatile DefaultCaller caller;
    private volatile boolean leaving;
    private volatile boolean everReady;
    private volatile CompletableFuture<Void> ready = new CompletableFuture<>();
    private volatile CompletableFuture<Void> attempted = new CompletableFuture<>();

    void connect(Node node, DefaultCaller newCaller) {
        caller = newCaller;
        clock = node.environment().timer()::nanoTime;
        node.observe(this);
    }

    MicroPeer peer(Link link) {
        return caller.peer(link);
    }

    Registration add(NodeListener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Returns a future that completes when the node becomes ready. Only the node itself may complete it. */
    CompletableFuture<Void> ready() {
        return ready;
    }

    /** Returns whether the node was ever ready. A new start of the node does not change it. */
    boolean wasReady() {
        return everReady;
    }

    boolean isReady() {
        return ready.isDone() && !leaving;
    }

    /** Records that the node leaves, so that it is no longer ready. */
    void leaving() {
        leaving = true;
    }

    /** Records that the node has stopped. From now on {@link #ready()} returns a future of the next start. */
    void stopped() {
        if (ready.isDone()) {
            // an open future stays, because the application may hold it already
            ready = new CompletableFuture<>();
        }
    }

    void reset() {
        stopped();
        leaving = false;
        attempted = new CompletableFuture<>();
        unreachable.set(0);
    }

    /** Waits for the first attempt to register the node, or until another future completes. */
    void awaitFirstAttempt(long nanos, CompletableFuture<Void> givenUp) {
        try {
            CompletableFuture.anyOf(attempted, givenUp).get(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            StandaloneLog.LOG.debugf("the first attempt to join has not ended yet");
        }
    }

    @Override
    public void opened(Link link) {
        if (!link.peer().namespace().equals(Namespaces.REGISTRY)) {
            tell(listener -> listener.linkOpened(peer(link)));
        }
    }

    @Override
    public void closed(Link link, int code, String reason) {
        if (!link.peer().namespace().equals(Namespaces.REGISTRY)) {
            tell(listener -> listener.linkClosed(peer(link), code, reason));
        }
    }

    @Override
    public void joined(URI registry) {
        // before the futures complete: a listener that is added after start() has returned must not get the event for which
        // start() waited
        tell(listener -> listener.registryJoined(registry));
        becomeReady();
        attempted.complete(null);
    }

    @Override
    public void alone() {
        becomeReady();
        attempted.complete(null);
    }

    private void becomeReady() {
        everReady = true;
        ready.complete(null);
    }

    @Override
    public void lost(URI registry) {
        tell(listener -> listener.registryLost(registry));
    }

    @Override
    public void unreachable(URI registry, Throwable failure) {
        attempted.complete(null);
    }

    @Override
    public void notReachable() {
        // the first dials may fail because the server does not answer yet
        if (unreachable.incrementAndGet() >= FAILED_DIALS_UNTIL_ATTEMPTED) {
            attempted.complete(null);
        }
    }

    private void tell(Consumer<NodeListener> event) {
        for (NodeListener listener : listeners) {
            try {
                event.accept(listener);
            } catch (Throwable e) { // the other listeners still get the event
                lines.write(clock, leftOut -> StandaloneLog.LOG.listenerFailed(leftOut, LoggedThrowable.of(e)));
            }
        }
    }
}
