package io.microcdi.internal.node;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.link.OutboundRequest;

/**
 * Drains a node, so that it leaves without losing a call (wire, Leaving). The node tells its peers, and serves for a moment the
 * requests that they have sent before. Then it refuses new requests, and waits until the calls in work have ended.
 * Thread-safe.
 *
 * <table>
 * <caption>States</caption>
 * <tr><th>state</th><th>event</th><th>then</th></tr>
 * <tr><td>serving</td><td>{@link #begin}</td><td>leaving: the peers are told; refusing, if there is nobody to tell</td></tr>
 * <tr><td>leaving</td><td>the moment is over</td><td>refusing: new requests are answered 503, not executed</td></tr>
 * <tr><td>refusing</td><td>no request is in work, and the calls that this node made before have ended</td>
 * <td>drained</td></tr>
 * <tr><td>refusing</td><td>{@code micro.drain-timeout} has passed</td><td>drained, with a warning</td></tr>
 * <tr><td>any</td><td>{@link #reset}</td><td>serving</td></tr>
 * </table>
 */
final class Drain {

    /** How long a node goes on serving after it has told its peers. The wire allows up to a second. */
    private static final long GRACE = TimeUnit.MILLISECONDS.toNanos(100);
    /** How often the node looks whether its own calls have ended. */
    private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(10);

    private final Timer timer;
    private final LinkTable links;
    private final Serving serving;
    private final long timeout;
    private volatile CompletableFuture<Void> drained;

    /**
     * Makes the drain of a node that serves.
     *
     * @param timeout the longest time to wait for calls in work, in nanoseconds; 0 to tell nobody and wait for nothing
     */
    Drain(Timer timer, LinkTable links, Serving serving, long timeout) {
        this.timer = timer;
        this.links = links;
        this.serving = serving;
        this.timeout = timeout;
    }

    /** Begins to leave, unless the node leaves already. Returns a future that completes when the node is drained. */
    synchronized CompletableFuture<Void> begin() {
        if (drained == null) {
            CompletableFuture<Void> mine = new CompletableFuture<>();
            drained = mine;
            if (timeout > 0 && tellAll()) {
                timer.after(GRACE, () -> refuse(mine));
            } else {
                refuse(mine);
            }
        }
        return drained;
    }

    private boolean tellAll() {
        List<Link> told = links.all();
        told.forEach(Link::announceLeaving);
        return !told.isEmpty();
    }

    private void refuse(CompletableFuture<Void> mine) {
        CompletableFuture<Void> idle;
        synchronized (this) {
            // an alarm may come late, when the node was started again
            if (drained != mine) {
                return;
            }
            idle = serving.leave();
        }
        if (timeout > 0) {
            Timer.Alarm late = timer.after(timeout, () -> late(mine));
            mine.whenComplete((done, never) -> late.cancel());
            idle.thenRun(() -> awaitOwnCalls(mine, ownCalls()));
        } else {
            late(mine);
        }
    }

    private void late(CompletableFuture<Void> mine) {
        int left = serving.inWork();
        // handlers that still run are no news if the timeout is 0
        if (mine.complete(null) && left > 0 && timeout > 0) {
            NodeLog.LOG.handlersLeft(left, TimeUnit.NANOSECONDS.toMillis(timeout));
        }
    }

    /** Returns the calls that this node waits for now. Later calls are not waited for: an application may call for ever. */
    private List<OutboundRequest> ownCalls() {
        List<OutboundRequest> calls = new ArrayList<>();
        links.all().forEach(link -> calls.addAll(link.pending()));
        return calls;
    }

    private void awaitOwnCalls(CompletableFuture<Void> mine, List<OutboundRequest> calls) {
        calls.removeIf(OutboundRequest::hasEnded);
        if (calls.isEmpty()) {
            mine.complete(null);
        } else if (!mine.isDone()) {
            timer.after(LOOK, () -> awaitOwnCalls(mine, calls));
        }
    }

    /** Waits until the node is drained, in the time of this process. The drain has ended afterwards in any case. */
    void await() throws InterruptedException {
        CompletableFuture<Void> mine = begin();
        try {
            mine.get(timeout + 2 * GRACE, TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException e) {
            late(mine);
        } finally {
            // the timer ends with the node, and others may wait
            mine.complete(null);
        }
    }

    /** Returns whether the node has told its peers that it leaves. */
    boolean hasBegun() {
        return drained != null;
    }

    /** Returns whether the calls in work have ended, or the time for them has passed. */
    boolean isOver() {
        CompletableFuture<Void> mine = drained;
        return mine != null && mine.isDone();
    }

    /** Serves again. */
    synchronized void reset() {
        drained = null;
        serving.comeBack();
    }
}
