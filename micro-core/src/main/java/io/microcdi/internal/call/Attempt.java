package io.microcdi.internal.call;

import io.microcdi.internal.link.Link;
import io.microcdi.internal.link.OutboundRequest;
import io.microcdi.internal.node.PeerAddress;
import io.microcdi.internal.wire.Frame;

/** One try of a call at one instance. */
final class Attempt extends OutboundRequest {

    private final CallOperation operation;
    private final PeerAddress address;
    private final Link link;

    /**
     * A try that was not sent.
     *
     * @param link {@code null} for a call of a node to itself
     */
    Attempt(CallOperation operation, PeerAddress address, Link link, long deadline) {
        super(deadline);
        this.operation = operation;
        this.address = address;
        this.link = link;
    }

    PeerAddress address() {
        return address;
    }

    /** Whether the other side announced the route as one that may be repeated. */
    boolean isIdempotent(String url) {
        return link != null && link.peer().isIdempotent(url);
    }

    /** The Node.js package answers an unknown route with 500, and the url as its message. */
    boolean isUnknownRoute(Frame.Response response, String url) {
        return link != null && !link.peer().extras().known() && "500".equals(response.status())
                && url.equals(response.message());
    }

    /** What became of it, when its deadline has passed. */
    String end(boolean written) {
        return ResponseDecoder.end(written, link == null, gaveUpItself());
    }

    @Override
    protected void answered(Frame.Response response) {
        operation.answered(this, response);
    }

    @Override
    protected void refused(int status, String message) {
        operation.refused(this, status, message);
    }

    @Override
    protected void lost(boolean written, int code, String reason) {
        operation.lost(this, written, code, reason);
    }

    @Override
    protected void expired(boolean written) {
        operation.expired(this, written);
    }
}
