package io.microcdi.internal.link;

import java.util.ArrayList;
import java.util.List;

import io.microcdi.internal.wire.Frame;

/** A request that writes down how it ended. */
final class Call extends OutboundRequest {

    final List<String> ends = new ArrayList<>();

    Call() {
        this(Long.MAX_VALUE);
    }

    Call(long deadline) {
        super(deadline);
    }

    @Override
    protected void answered(Frame.Response response) {
        ends.add("answered " + response.status() + " " + response.payload());
    }

    @Override
    protected void refused(int status, String message) {
        ends.add("refused " + status + " " + message);
    }

    @Override
    protected void lost(boolean written, int code, String reason) {
        ends.add("lost " + (written ? "written" : "unwritten") + " " + code + " " + reason);
    }

    @Override
    protected void expired(boolean written) {
        ends.add("expired " + (written ? "written" : "unwritten"));
    }
}
