package io.microcdi.internal.node;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import io.microcdi.internal.concurrent.Steps;
import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.concurrent.Uninterruptibles;
import io.microcdi.internal.link.Link;

/**
 * Drains a node, so that it leaves without losing a call (wire, Leaving). The node tells its peers, and serves for a
 * moment the requests that they have sent before. Then it refuses new requests, and waits until the calls in work have
 * ended. Thread-safe.
 *
 * <table>
 * <caption>States</caption>
 * <tr><th>state</th><th>event</th><th>then</th></tr>
 * <tr><td>serving</td><td>{@link #begin}</td><td>leaving: the node tells its peers; refusing, if it has no peers or no
 * time-out</td></tr>
 * <tr><td>leaving</td><td>the moment is over</td><td>refusing: new requests are answered 503, not executed</td></tr>
 * <tr><td>refusing</td><td>no request is in work, and the calls that this node made before have ended, with their
 * retries</td>
 * <td>drained</td></tr>
 * <tr><td>refusing</td><td>{@code micro.drain-timeout} has passed</td><td>drained, with a warning</td></tr>
 * <tr><td>any</td><td>{@link #reset}</td><td>serving</td></tr>
 * </table>
 */
final class Drain {

    /**
     * The time for which the node still serves new requests after it has told its peers that it leaves. The wire allows
     * up to a second.
     */
    private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    /** The pause between two checks whether the node's own calls have ended. */
    private static final long CHECK_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Timer timer;
    private final LinkTable links;
    private final RequestDispatcher serving;
    private final long timeoutNanos;
    private volatile Supplier<BooleanSupplier> pendingCalls = () -> () -> true;
    private volatile CompletableFuture<Void> drained;

    /**
     * Makes the drain of a node that serves.
     *
     * @param timeoutNanos the longest time to wait for calls in work; 0 to tell nobody and wait for nothing
     */
    Drain(Timer timer, LinkTable links, RequestDispatcher serving, long timeoutNanos) {
        this.timer = timer;
        this.links = links;
        this.serving = serving;
        this.timeoutNanos = timeoutNanos;
    }

    /** As {@link Node#ownCalls}. */
    void ownCalls(Supplier<BooleanSupplier> calls) {
        pendingCalls = calls;
    }

    /** Begins to leave, unless the node leaves already. Returns a future that completes when the node is drained. */
    CompletableFuture<Void> begin() {
        CompletableFuture<Void> mine = new CompletableFuture<>();
        synchronized (this) {
            if (drained != null) {
                return drained;
            }
            drained = mine;
        }
        List<Link> announcedLinks = timeoutNanos > 0 ? links.all() : List.of();
        if (announcedLinks.isEmpty()) {
            refuse(mine);
        } else {
            // first: the drain goes on, also if a peer cannot be told. Without the lock, because a link may write at once
            timer.after(GRACE_NANOS, () -> refuse(mine));
            Steps.each(announcedLinks, Link::announceLeaving);
        }
        return mine;
    }

    private void refuse(CompletableFuture<Void> mine) {
        CompletableFuture<Void> idle;
        synchronized (this) {
            // the alarm may ring late, after the node was started again
            if (drained != mine) {
                return;
            }
            idle = serving.leave();
        }
        if (timeoutNanos > 0) {
            Timer.Alarm late = timer.after(timeoutNanos, () -> late(mine));
            mine.whenComplete((done, never) -> late.cancel());
            idle.thenRun(() -> awaitOwnCalls(mine, ownCalls()));
        } else {
            late(mine);
        }
    }

    private void late(CompletableFuture<Void> mine) {
        int left = serving.inWork();
        // no warning if the timeout is 0: handlers are then expected to be still running
        if (mine.complete(null) && left > 0 && timeoutNanos > 0) {
            NodeLog.LOG.handlersLeft(left, TimeUnit.NANOSECONDS.toMillis(timeoutNanos));
        }
    }

    /**
     * Returns conditions that all hold when the calls and requests of this node have ended. The node does not wait for later
     * calls, because an application may call for ever.
     */
    private List<BooleanSupplier> ownCalls() {
        List<BooleanSupplier> calls = new ArrayList<>();
        calls.add(pendingCalls.get());
        // a request to one peer is no call: it has one attempt, and is in the table of its link from its begin to its end
        links.all().forEach(link -> link.pending().forEach(request -> calls.add(request::hasEnded)));
        return calls;
    }

    private void awaitOwnCalls(CompletableFuture<Void> mine, List<BooleanSupplier> calls) {
        calls.removeIf(BooleanSupplier::getAsBoolean);
        if (calls.isEmpty()) {
            mine.complete(null);
        } else if (!mine.isDone()) {
            timer.after(CHECK_PAUSE_NANOS, () -> awaitOwnCalls(mine, calls));
        }
    }

    /**
     * Waits until the node is drained, by the clock of this process. The drain has ended when this method returns, even
     * if it took too long. An interrupt does not end the wait: a program often stops a node because its thread was
     * interrupted.
     */
    void await() {
        CompletableFuture<Void> mine = begin();
        if (!Uninterruptibles.await(timeoutNanos + 2 * GRACE_NANOS, nanos -> endsWithin(mine, nanos))) {
            late(mine);
        }
        // other threads may wait for the drain, and the timer that would end it stops with the node
        mine.complete(null);
    }

    private static boolean endsWithin(CompletableFuture<Void> drain, long nanos) throws InterruptedException {
        try {
            drain.get(nanos, TimeUnit.NANOSECONDS);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            return false;
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
        serving.resume();
    }
}
