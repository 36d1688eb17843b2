package io.microcdi.internal.call;

import io.microcdi.error.CallDetails;
import io.microcdi.error.CallRefusedException;
import io.microcdi.internal.json.PayloadCodec;
import io.microcdi.internal.link.OutboundRequest;
import io.microcdi.internal.node.NodeEnvironment;
import io.microcdi.internal.wire.Frame;

/** A request to one instance. It is sent once. */
final class PeerRequest extends OutboundRequest {

    private final CallDetails details;
    private final Outcome outcome;
    private final PayloadCodec codec;
    private final long timeout;
    private final boolean here;

    /**
     * Makes a request. It is not sent yet.
     *
     * @param here whether it is a request of a node to itself
     */
    PeerRequest(CallDetails details, Outcome outcome, NodeEnvironment environment, long timeout, boolean here) {
        super(environment.timer().nanoTime() + timeout);
        this.details = details;
        this.outcome = outcome;
        this.codec = environment.codec();
        this.timeout = timeout;
        this.here = here;
    }

    boolean abort() {
        boolean written = isWritten();
        if (!cancel()) {
            return false;
        }
        outcome.failed(ResponseDecoder.aborted(details, written));
        return true;
    }

    @Override
    protected void answered(Frame.Response response) {
        if (response.isSuccess()) {
            outcome.succeeded(response.payload());
        } else {
            outcome.failed(ResponseDecoder.failure(response, details, codec));
        }
    }

    @Override
    protected void refused(int status, String message) {
        outcome.failed(new CallRefusedException(details + " was refused with " + status + ": " + message, details,
                status));
    }

    @Override
    protected void lost(boolean written, int code, String reason) {
        outcome.failed(ResponseDecoder.lost(details, written, code, reason));
    }

    @Override
    protected void expired(boolean written) {
        outcome.failed(ResponseDecoder.timeout(details, timeout / 1_000_000, written,
                ResponseDecoder.end(written, here, gaveUpItself())));
    }
}
