package io.microcdi.internal.call;

import org.jspecify.annotations.Nullable;

import io.microcdi.error.CallDetails;
import io.microcdi.error.CallRefusedException;
import io.microcdi.error.MicroException;
import io.microcdi.internal.json.PayloadCodec;
import io.microcdi.internal.link.OutboundRequest;
import io.microcdi.internal.node.CallStatistics;
import io.microcdi.internal.node.Node;
import io.microcdi.internal.wire.Frame;

/** A request to one instance. It is sent once. */
final class PeerRequest extends OutboundRequest {

    private final CallDetails details;
    private final Outcome outcome;
    private final Node node;
    private final long timeoutNanos;
    private final boolean here;
    /** Counts the request; {@code null} if it is not counted. */
    private final @Nullable CallStatistics traffic;

    /**
     * Makes a request. It is not sent yet.
     *
     * @param node makes the request
     * @param here whether it is a request of a node to itself
     * @param counted whether the request is counted for the reports to registries.
     */
    PeerRequest(CallDetails details, Outcome outcome, Node node, long timeoutNanos, boolean here, boolean counted) {
        super(node.environment().timer().nanoTime() + timeoutNanos);
        this.details = details;
        this.outcome = outcome;
        this.node = node;
        this.timeoutNanos = timeoutNanos;
        this.here = here;
        this.traffic = counted ? node.traffic() : null;
    }

    boolean abort() {
        int written = giveUp();
        if (written < 0) {
            return false;
        }
        failed(ResponseDecoder.aborted(details, written == 1));
        return true;
    }

    @Override
    protected void answered(Frame.Response response) {
        if (response.isSuccess()) {
            try {
                count(false);
            } finally {
                outcome.succeeded(response.payload());
            }
        } else {
            failed(ResponseDecoder.failure(response, details, codec()));
        }
    }

    @Override
    protected void refused(int status, String message) {
        failed(new CallRefusedException(details + " was refused with " + status + ": " + message, details,
                status));
    }

    @Override
    protected void lost(boolean written, int code, String reason) {
        failed(ResponseDecoder.lost(details, written, code, reason));
    }

    @Override
    protected void expired(boolean written) {
        failed(ResponseDecoder.timeout(details, timeoutNanos / 1_000_000, written,
                ResponseDecoder.end(written, here, gaveUpItself())));
    }

    private PayloadCodec codec() {
        return node.environment().codec();
    }

    private void failed(MicroException failure) {
        try {
            count(CallOperation.isFault(failure));
        } finally {
            outcome.failed(failure);
        }
    }

    private void count(boolean failed) {
        if (traffic != null) {
            traffic.called(details.namespace(), node.environment().timer().nanoTime() - (deadline() - timeoutNanos),
                    failed);
        }
    }
}
