package io.microcdi.internal.discovery;

import io.microcdi.internal.link.OutboundRequest;
import io.microcdi.internal.wire.Excerpts;
import io.microcdi.internal.wire.Frame;

/** A request to a registry. It ends with a payload, or with the reason of its failure. */
abstract class RegistryRequest extends OutboundRequest {

    RegistryRequest(long deadline) {
        super(deadline);
    }

    /**
     * Called when the registry has answered.
     *
     * @param payload JSON text; {@code null} for none
     * @throws RuntimeException if the payload cannot be read. The request then counts as failed
     */
    abstract void answered(String payload);

    /** Called when the registry has not answered, or its answer is invalid. The reason may be logged as it is. */
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
