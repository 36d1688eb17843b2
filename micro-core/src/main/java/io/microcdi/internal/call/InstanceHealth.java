package io.microcdi.internal.call;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.microcdi.config.CallSettings;
import io.microcdi.config.RetryMode;
import io.microcdi.internal.node.PeerAddress;

/**
 * Reports the results of a call's attempts to the ejection of instances. A call to a fixed address reports nothing, because
 * it cannot choose another instance. Each attempt reports once: a report without an attempt changes nothing.
 */
final class InstanceHealth {

    /**
     * The time after which an instance that is silent is at fault, however long it may take by its configuration. It is less
     * than a second because a call of a second spends a part of it before its request is sent.
     */
    private static final long SILENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(800);
    /** The shortest attempt timeout of a single call that is taken as what an instance may need. */
    private static final long SHORTEST_ATTEMPT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final CallContext context;
    private final CallRequest request;
    private volatile long begun;
    private volatile PeerAddress chosen;

    InstanceHealth(CallContext context, CallRequest request) {
        this.context = context;
        this.request = request;
    }

    /** Records that an attempt begins on an instance. Its right to try the instance was taken before. */
    void begin(PeerAddress address) {
        if (request.fixed() == null) {
            begun = ejection().count();
            chosen = address;
        }
    }

    void succeeded() {
        PeerAddress address = take();
        if (address != null) {
            ejection().succeeded(address, begun, settings());
        }
    }

    /** Reports that the instance could not be reached. A node that leaves reaches none, which says nothing about them. */
    void unreachable() {
        PeerAddress address = take();
        if (address != null && !context.node().isRunning()) {
            ejection().released(address, begun);
        } else if (address != null) {
            ejection().unreachable(address, begun, settings());
        }
    }

    /** Reports that the instance answered with a failure of its own, and for how long it wants no calls. */
    void failed(long retryAfterNanos) {
        failed(false, retryAfterNanos);
    }

    /** Reports that the link was lost. */
    void lost() {
        failed(true, 0);
    }

    private void failed(boolean lost, long retryAfterNanos) {
        PeerAddress address = take();
        if (address == null) {
            return;
        }
        if (retryAfterNanos > 0) {
            ejection().overloaded(address, retryAfterNanos);
        }
        List<PeerAddress> known = context.directory().known(address.namespace());
        if (ejection().failed(address, begun, settings(), lost, known)) {
            context.directory().find(address.namespace(), Set.of(address.key().toString()));
        }
    }

    /**
     * Reports that the attempt's time passed. The instance is at fault if it had the attempt timeout, or a good part of
     * the time that the configuration allows, or if it was silent for long. A shorter time is the choice of one caller.
     *
     * @param nanos the time that the attempt had
     * @param attemptOnly whether the call itself has more time
     * @param silent whether nothing was heard from the instance meanwhile
     */
    void expired(long nanos, boolean attemptOnly, boolean silent) {
        boolean atFault = nanos >= settings().ejection().expected() / 2
                || attemptOnly && nanos >= SHORTEST_ATTEMPT_NANOS || silent && nanos >= SILENCE_NANOS;
        if (atFault || settings().retry() == RetryMode.ALWAYS) {
            failed(false, 0);
        } else {
            released();
        }
    }

    /** Reports that the instance refused the call because it has too many. */
    void refused(long retryAfterNanos) {
        PeerAddress address = take();
        if (address != null) {
            ejection().overloaded(address, retryAfterNanos);
            ejection().released(address, begun);
        }
    }

    /** Reports the result of a dial when it ends. The call does not wait for it, and begins another attempt. */
    void reportDial(PeerAddress address, CompletableFuture<?> dial) {
        InstanceHealth left = new InstanceHealth(context, request);
        left.begun = begun;
        left.chosen = take();
        dial.whenComplete((link, failure) -> {
            if (failure == null) {
                left.released();
            } else {
                context.directory().forget(address);
                left.unreachable();
            }
        });
    }

    /** Reports that the attempt ended without a result that says whether the instance is healthy. */
    void released() {
        PeerAddress address = take();
        if (address != null) {
            ejection().released(address, begun);
        }
    }

    private PeerAddress take() {
        PeerAddress address = chosen;
        chosen = null;
        return address;
    }

    private CallSettings settings() {
        return request.settings();
    }

    private OutlierEjection ejection() {
        return context.ejection();
    }
}
