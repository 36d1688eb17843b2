package io.microcdi.internal.node;

import java.util.Map;
import java.util.Optional;

import io.microcdi.MicroPeer;
import io.microcdi.RouteHandler;
import io.microcdi.internal.link.InboundRequest;
import io.microcdi.internal.link.OutboundRequest;
import io.microcdi.internal.route.Cancellation;
import io.microcdi.internal.route.Failure;
import io.microcdi.internal.route.Invocation;
import io.microcdi.internal.route.RouteMatch;
import io.microcdi.internal.wire.Frame;

/** A request of a node to itself. */
final class LocalInvocation extends Invocation implements InboundRequest {

    private final Serving serving;
    private final OutboundRequest request;

    LocalInvocation(Serving serving, OutboundRequest request, RouteMatch match, String payload,
            Map<String, String> metadata, long deadline) {
        super(match, payload, metadata, deadline, serving.environment().timer(), serving.environment().codec(),
                new Cancellation(serving.environment().callbacks()));
        this.serving = serving;
        this.request = request;
    }

    @Override
    public boolean wantsAnswer() {
        return true;
    }

    @Override
    public void stop(Reason reason) {
        stopSignal().stop();
    }

    @Override
    protected void succeeded(Object result) {
        try {
            answerResult(result);
        } finally {
            serving.ended();
        }
    }

    private void answerResult(Object result) {
        String payload;
        try {
            payload = result == RouteHandler.NOTHING ? null : serving.environment().codec().encode(result);
        } catch (RuntimeException | Error e) {
            answer(serving.failures().ofResult(this, e));
            return;
        }
        serving.loopback().answer(request, new Frame.Response(0, "200", payload, null, true));
    }

    @Override
    protected void failed(Throwable thrown) {
        try {
            answer(serving.failures().of(this, thrown));
        } finally {
            serving.ended();
        }
    }

    @Override
    protected void skipped() {
        serving.ended();
    }

    void answer(Failure failure) {
        serving.loopback().answer(request,
                new Frame.Response(0, failure.status(), null, failure.message(), !failure.refused()));
    }

    @Override
    public String callerNamespace() {
        return serving.namespace();
    }

    @Override
    public String callerKey() {
        return serving.ownKey();
    }

    @Override
    public Optional<MicroPeer> peer() {
        return Optional.empty();
    }
}
