package io.microcdi.internal.node;

import java.util.Map;
import java.util.Optional;

import io.microcdi.MicroPeer;
import io.microcdi.internal.link.OutboundRequest;
import io.microcdi.internal.route.Failure;
import io.microcdi.internal.route.RouteMatch;
import io.microcdi.internal.wire.Frame;

/** The run of a handler for a request of a node to itself. */
final class LocalInvocation extends InboundInvocation {

    private final RequestDispatcher serving;
    private final OutboundRequest request;

    LocalInvocation(RequestDispatcher serving, OutboundRequest request, RouteMatch match, String payload,
            Map<String, String> metadata, long now, long callerNanos) {
        super(serving, match, payload, metadata, now, callerNanos);
        this.serving = serving;
        this.request = request;
    }

    @Override
    public boolean wantsAnswer() {
        return true;
    }

    @Override
    boolean finish() {
        return true;
    }

    @Override
    public void refuse(Failure failure) {
        recordRefusal(failure.status());
        reply(failure);
    }

    @Override
    void reply(String payload) {
        serving.loopback().answer(request, new Frame.Response(0, "200", payload, null, true));
    }

    @Override
    void reply(Failure failure) {
        serving.loopback().answer(request,
                new Frame.Response(0, failure.status(), failure.body(), failure.message(), !failure.refused()));
    }

    @Override
    String from() {
        return "this node itself";
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
