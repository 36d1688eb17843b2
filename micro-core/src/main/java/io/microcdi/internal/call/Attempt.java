package io.microcdi.internal.call;

import org.jspecify.annotations.Nullable;

import io.microcdi.internal.link.Link;
import io.microcdi.internal.link.OutboundRequest;
import io.microcdi.internal.node.PeerAddress;
import io.microcdi.internal.wire.Frame;

/** One attempt of a call on one instance. */
final class Attempt extends OutboundRequest {

    private final CallOperation operation;
    private final PeerAddress address;
    private final Link link;
    private final long beganAt;

    /**
     * Makes an attempt. It is not sent yet.
     *
     * @param link the link to the instance; {@code null} for a call of a node to itself
     * @param beganAt when the attempt began, in the timer's nanoseconds
     */
    Attempt(CallOperation operation, PeerAddress address, Link link, long beganAt, long deadline) {
        super(deadline);
        this.operation = operation;
        this.address = address;
        this.link = link;
        this.beganAt = beganAt;
    }

    PeerAddress address() {
        return address;
    }

    /** Returns the time that the attempt has, in nanoseconds. */
    long time() {
        return deadline() - beganAt;
    }

    /** Returns the link if nothing was heard from the instance since the attempt began; {@code null} otherwise. */
    @Nullable
    Link silentLink(long now) {
        return link != null && link.silence() >= now - beganAt ? link : null;
    }

    /**
     * Returns whether this node has ended the link because the instance was silent. The instance closes the link with
     * the same code if this node was silent, for example during a pause of its process.
     */
    boolean wasSilent() {
        return link != null && link.wasClosedAsSilent();
    }

    /** Returns whether the attempt had a link: the node itself is called without. */
    boolean hasLink() {
        return link != null;
    }

    /** Returns whether the instance has said that it leaves. */
    boolean isLeaving() {
        return link != null && link.peer().isLeaving();
    }

    /** Returns whether the other node announced the route as idempotent. */
    boolean isIdempotent(String url) {
        return link != null && link.peer().isIdempotent(url);
    }

    /**
     * Returns whether an answer means that the route is unknown. The Node.js package then answers 500 with the url as
     * the message.
     */
    boolean isUnknownRoute(Frame.Response response, String url) {
        return link != null && !link.peer().info().known() && "500".equals(response.status())
                && url.equals(response.message());
    }

    /** Returns the end of the message for a passed deadline. */
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
