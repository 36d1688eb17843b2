package io.microcdi.internal.call;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.microcdi.config.RetryMode;
import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.node.PeerAddress;

/**
 * Decides whether one call may be repeated, and when. {@link InstanceChoice} and {@link InstanceSearch} decide where.
 * An attempt that certainly did not run costs nothing, once for each instance. Every other retry is one of
 * {@code micro.retries}, and takes from the budget of the namespace. The attempts of a call run one after the other, so
 * that this needs no lock.
 */
final class Retries {

    private static final long FIRST_BACKOFF_NANOS = TimeUnit.MILLISECONDS.toNanos(25);
    private static final long MAX_BACKOFF_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final CallContext context;
    private final CallRequest request;
    private int left;
    private long backoffNanos = FIRST_BACKOFF_NANOS;
    private boolean paid;
    private Set<InstanceKey> failed = Set.of();
    private Set<InstanceKey> free = Set.of();

    Retries(CallContext context, CallRequest request) {
        this.context = context;
        this.request = request;
        this.left = request.settings().retries();
    }

    /**
     * Returns whether the call may be repeated after a failed attempt.
     *
     * @param ran whether the attempt may have run, or was refused because the instance has too many
     */
    boolean mayRepeat(InstanceKey key, boolean ran) {
        failed = with(failed, key);
        paid = false;
        if (!ran && !free.contains(key)) {
            free = with(free, key);
            return true;
        }
        return pay();
    }

    /** Returns whether the last failure cost nothing so far. */
    boolean isFree() {
        return !paid;
    }

    /**
     * Returns the pause before the next attempt, in nanoseconds. It is a random part of a bound that doubles, so that the
     * callers of one instance do not all come back at once.
     *
     * @param unconnected whether the last attempt could not connect. That is a reason to try another instance for
     *        nothing, and not to dial the same one again
     * @return 0 for an instance that has not failed this call; -1 if the call may not be repeated there
     */
    long pauseNanos(PeerAddress next, boolean unconnected) {
        if (!failed.contains(next.key())) {
            return 0;
        }
        if (unconnected && !paid && !pay()) {
            return -1;
        }
        long bound = backoffNanos;
        backoffNanos = Math.min(MAX_BACKOFF_NANOS, 2 * backoffNanos);
        return context.ejection().retryAfter(next)
                + (long) (context.node().environment().random().nextDouble() * bound);
    }

    private boolean pay() {
        if (left == 0 || request.settings().retry() != RetryMode.ALWAYS
                && !request.budget().take(request.settings(), context.now())) {
            return false;
        }
        left--;
        paid = true;
        return true;
    }

    private static Set<InstanceKey> with(Set<InstanceKey> keys, InstanceKey key) {
        Set<InstanceKey> more = keys.isEmpty() ? new HashSet<>() : keys;
        more.add(key);
        return more;
    }
}
