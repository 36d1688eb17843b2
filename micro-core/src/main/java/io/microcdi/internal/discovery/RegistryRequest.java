package io.microcdi.internal.discovery;

import io.microcdi.internal.link.OutboundRequest;
import io.microcdi.internal.wire.Excerpts;
import io.microcdi.internal.wire.Frame;

/** A request to a registry: it is answered with a payload, or it fails for a reason. */
abstract class RegistryRequest extends OutboundRequest {

    RegistryRequest(long deadline) {
        super(deadline);
    }

    /**
     * The registry has answered.
     *
     * @param payload JSON text; {@code null} for none
     * @throws RuntimeException if the payload cannot be read: the request has failed then
     */
    abstract void answered(String payload);

    /** The registry has not answered, or not as it should. The reason is safe to be logged. */
    abstract void failed(String why);

    @Override
    protected final void answered(Frame.Response response) {
        if (!response.isSuccess()) {
            failed("status " + Excerpts.of(response.statusText()
                    + (response.message() == null ? "" : " " + response.message())));
            return;
        }
        try {
            answered(response.payload());
        } catch (RuntimeException | Error e) {
            failed(Excerpts.of(e));
        }
    }

    @Override
    protected final void refused(int status, String message) {
        failed("it was not sent: " + Excerpts.of(message));
    }

    @Override
    protected void lost(boolean written, int code, String reason) {
        failed("the link closed: " + code + " " + Excerpts.of(reason));
    }

    @Override
    protected final void expired(boolean written) {
        failed("no answer in time");
    }
}
