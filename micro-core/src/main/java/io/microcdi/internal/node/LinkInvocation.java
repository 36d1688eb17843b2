package io.microcdi.internal.node;

import java.util.Optional;

import io.microcdi.MicroPeer;
import io.microcdi.RouteHandler;
import io.microcdi.internal.link.InboundRequest;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.route.Cancellation;
import io.microcdi.internal.route.Failure;
import io.microcdi.internal.route.Invocation;
import io.microcdi.internal.route.RouteMatch;
import io.microcdi.internal.wire.Frame;

/** A request that came over a link. */
final class LinkInvocation extends Invocation implements InboundRequest {

    private final Serving serving;
    private final Link link;
    private final Frame.Request request;
    /** Whether the link has it in its table, where whoever ends it finds it. */
    private boolean inTable;

    LinkInvocation(Serving serving, Link link, Frame.Request request, RouteMatch match, long deadline) {
        super(match, request.payload(), request.metadata(), deadline, serving.environment().timer(),
                serving.environment().codec(),
                new Cancellation(serving.environment().callbacks()));
        this.serving = serving;
        this.link = link;
        this.request = request;
    }

    Link link() {
        return link;
    }

    /** Takes it into work; false if it was refused, and answered so. */
    boolean begin() {
        inTable = !isInline();
        return inTable ? link.serve(request, this) : link.mayServe(request);
    }

    @Override
    protected void goesOn() {
        if (!inTable) {
            // it has been looked at whether it may, and nothing was read since
            inTable = link.serve(request, this);
        }
    }

    /** Ends the work; false if it was given up, so that nobody wants the answer. */
    boolean finish() {
        return !inTable || link.finish(request.id());
    }

    @Override
    public boolean wantsAnswer() {
        return request.twoway();
    }

    @Override
    public void stop(Reason reason) {
        stopSignal().stop();
    }

    @Override
    protected void succeeded(Object result) {
        try {
            answer(result);
        } finally {
            // only now: a node that leaves closes its links as soon as all have ended
            serving.ended();
        }
    }

    private void answer(Object result) {
        if (!finish() || !request.twoway()) {
            return;
        }
        String payload;
        try {
            payload = result == RouteHandler.NOTHING ? null : serving.environment().codec().encode(result);
        } catch (RuntimeException | Error e) {
            Failure failure = serving.failures().ofResult(this, e);
            link.fail(request.id(), failure.status(), failure.message(), false);
            return;
        }
        link.answer(request.id(), payload);
    }

    @Override
    protected void failed(Throwable thrown) {
        try {
            Failure failure = serving.failures().of(this, thrown);
            if (finish() && request.twoway()) {
                link.fail(request.id(), failure.status(), failure.message(), failure.refused());
            }
        } finally {
            serving.ended();
        }
    }

    @Override
    protected void skipped() {
        serving.ended();
    }

    @Override
    public String callerNamespace() {
        return link.peer().namespace();
    }

    @Override
    public String callerKey() {
        return link.peer().key().toString();
    }

    @Override
    public Optional<MicroPeer> peer() {
        return Optional.of(serving.environment().peers().apply(link));
    }
}
