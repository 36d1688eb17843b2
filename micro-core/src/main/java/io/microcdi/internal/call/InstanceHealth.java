package io.microcdi.internal.call;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

import org.jspecify.annotations.Nullable;

import io.microcdi.config.RetryMode;
import io.microcdi.error.ConnectFailedException;
import io.microcdi.internal.concurrent.Causes;
import io.microcdi.internal.config.CallSettings;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.node.BusyServerException;
import io.microcdi.internal.node.PeerAddress;
import io.microcdi.internal.wire.Excerpts;

/**
 * Reports the results of a call's attempts to the ejection of instances. A call to a fixed address reports nothing, because
 * it cannot choose another instance. Each attempt reports once: a report without an attempt changes nothing.
 */
final class InstanceHealth {

    /**
     * The time after which a silent instance is pinged, however long an attempt may take by configuration. It is less
     * than a second, because a call with a timeout of a second uses a part of it before its request is sent.
     */
    private static final long MAX_SILENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(800);
    /** The time in which an instance that was silent has to answer a ping. */
    private static final long PONG_TIMEOUT_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    /**
     * The shortest attempt timeout, set by a single call, that says something about an instance. A shorter one is too
     * short for a healthy instance.
     */
    private static final long MIN_ATTEMPT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final AtomicReferenceFieldUpdater<InstanceHealth, Current> CURRENT = AtomicReferenceFieldUpdater
            .newUpdater(InstanceHealth.class, Current.class, "current");

    private final CallContext context;
    private final CallRequest request;
    /** The attempt that has not reported yet; {@code null} if there is none. */
    private volatile @Nullable Current current;

    /**
     * An attempt that has begun.
     *
     * @param count the count of ejections when it began
     */
    record Current(PeerAddress address, long count) {
    }

    InstanceHealth(CallContext context, CallRequest request) {
        this.context = context;
        this.request = request;
    }

    /** Records that an attempt begins on an instance. Its right to try the instance was taken before. */
    void begin(PeerAddress address) {
        if (request.fixed() == null) {
            current = new Current(address, ejection().count());
        }
    }

    void succeeded() {
        Current attempt = take();
        if (attempt != null) {
            ejection().succeeded(attempt.address, attempt.count, settings());
        }
    }

    /**
     * As {@link #unreachable(String)}, with the reason of a failed dial. An instance that refuses the handshake and
     * says for how long does run, but has too many links or handshakes. It gets fewer calls for that time, as if it had
     * refused a call.
     */
    void unreachable(PeerAddress address, Throwable failure) {
        int busy = BusyServerException.seconds(failure);
        if (busy > 0) {
            refused(TimeUnit.SECONDS.toNanos(busy));
            return;
        }
        context.directory().forget(address);
        Throwable cause = Causes.unwrapped(failure);
        // its cause has the same text without the address, which the line has already
        boolean named = cause instanceof ConnectFailedException && cause.getCause() != null;
        unreachable(Excerpts.of(named ? cause.getCause() : cause));
    }

    /**
     * Reports that the instance could not be reached. A node that leaves reaches none, which says nothing about them.
     *
     * @param why why it could not, as a text that is safe
     */
    void unreachable(String why) {
        Current attempt = take();
        if (attempt != null && !context.node().isRunning()) {
            ejection().released(attempt.address, attempt.count);
        } else if (attempt != null) {
            ejection().unreachable(attempt.address, attempt.count, settings(), why,
                    context.directory().known(attempt.address.namespace()));
        }
    }

    /** Reports that the instance answered with a failure of its own. */
    void failed() {
        failed(false);
    }

    /** Reports that the link was lost. */
    void lost() {
        failed(true);
    }

    private void failed(boolean lost) {
        Current attempt = take();
        if (attempt == null) {
            return;
        }
        PeerAddress address = attempt.address;
        List<PeerAddress> known = context.directory().known(address.namespace());
        if (ejection().failed(address, attempt.count, settings(), lost, known)) {
            context.directory().find(address.namespace(), Set.of(address.key().toString()));
        }
    }

    /**
     * Reports that the attempt's time passed. The instance is at fault if it had the attempt timeout, or a good part of
     * the time that the configuration allows. A shorter time is the choice of one caller. But an instance that was
     * silent for long may be stopped: it is at fault if it does not answer a ping either.
     *
     * @param nanos the time that the attempt had
     * @param attemptOnly whether the call itself has more time
     * @param silent the link, if nothing was heard from the instance meanwhile; {@code null} otherwise
     */
    void expired(long nanos, boolean attemptOnly, @Nullable Link silent) {
        if (nanos >= settings().ejection().expectedNanos() / 2 || attemptOnly && nanos >= MIN_ATTEMPT_NANOS
                || settings().retry() == RetryMode.ALWAYS) {
            failed();
        } else if (silent != null && nanos >= MAX_SILENCE_NANOS) {
            probe(silent);
        } else {
            released();
        }
    }

    /** Reports that the time passed before there was a link. */
    void notConnected(long nanos, boolean attemptOnly) {
        if (nanos >= MAX_SILENCE_NANOS) {
            failed();
        } else {
            expired(nanos, attemptOnly, null);
        }
    }

    /** Pings, and reports {@link #PONG_TIMEOUT_NANOS} later. The call does not wait for this. */
    private void probe(Link silent) {
        InstanceHealth left = detached();
        if (left.current == null) {
            return;
        }
        long pingedAt = context.now();
        silent.probe();
        context.timer().after(PONG_TIMEOUT_NANOS, () -> {
            if (silent.silence() > context.now() - pingedAt) {
                left.failed();
            } else {
                left.released();
            }
        });
    }

    /** Returns the report of the present attempt. The next attempt does not change it. */
    private InstanceHealth detached() {
        InstanceHealth left = new InstanceHealth(context, request);
        left.current = take();
        return left;
    }

    /**
     * Reports that a handler answered 503. The service behind it is at fault, for example because a circuit breaker is
     * open, and the other instances of the namespace use the same service. But a call that tries an ejected instance
     * has not shown that it is healthy.
     */
    void unavailable(long retryAfterNanos) {
        Current attempt = current;
        if (settings().retry() == RetryMode.ALWAYS || attempt != null && ejection().isTried(attempt.address)) {
            failed();
        } else {
            refused(retryAfterNanos);
        }
    }

    /** Reports that the instance refused the call because it has too many. */
    void refused(long retryAfterNanos) {
        Current attempt = take();
        if (attempt != null) {
            ejection().overloaded(attempt.address, retryAfterNanos);
            ejection().released(attempt.address, attempt.count);
        }
    }

    /** Reports the result of a dial when it ends. The call does not wait for it, and begins another attempt. */
    void reportDial(PeerAddress address, CompletableFuture<?> dial) {
        InstanceHealth left = detached();
        dial.whenComplete((link, failure) -> {
            if (failure == null) {
                left.released();
            } else {
                left.unreachable(address, failure);
            }
        });
    }

    /** Reports that the attempt ended without a result that says whether the instance is healthy. */
    void released() {
        Current attempt = take();
        if (attempt != null) {
            ejection().released(attempt.address, attempt.count);
        }
    }

    /** Returns the attempt to one of the threads that report it; {@code null} to the others. */
    @Nullable
    Current take() {
        return CURRENT.getAndSet(this, null);
    }

    private CallSettings settings() {
        return request.settings();
    }

    private OutlierEjection ejection() {
        return context.ejection();
    }
}
