package io.microcdi.internal.node;

import java.util.Optional;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.microcdi.MicroPeer;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.route.Failure;
import io.microcdi.internal.route.RouteMatch;
import io.microcdi.internal.wire.Frame;

/** The run of a handler for a request that came over a link. */
final class LinkInvocation extends InboundInvocation {

    private final RequestDispatcher serving;
    private final Link link;
    private final Frame.Request request;
    /**
     * Whether the link has this request in its table. An abort, or the end of the link, looks for requests in that
     * table.
     */
    private boolean inTable;

    LinkInvocation(RequestDispatcher serving, Link link, Frame.Request request, RouteMatch match, long now) {
        super(serving, match, request.payload(), request.metadata(), now,
                request.timeoutMillis() < 0 ? Long.MAX_VALUE : TimeUnit.MILLISECONDS.toNanos(request.timeoutMillis()));
        this.serving = serving;
        this.link = link;
        this.request = request;
    }

    Link link() {
        return link;
    }

    /** Takes the request into work. Returns false if the link refused it; the link has then answered it. */
    boolean begin() {
        inTable = !isInline();
        return inTable ? link.serve(request, this) : link.mayServe(request);
    }

    @Override
    public Object source() {
        return link;
    }

    @Override
    protected void stageReturned() {
        if (!inTable) {
            // begin() has checked the bounds, and no other request has been read since
            inTable = link.serve(request, this);
        }
    }

    @Override
    boolean finish() {
        return (!inTable || link.finish(request.id(), this)) && request.twoway();
    }

    @Override
    public void refuse(Failure failure) {
        link.counters().addRefused();
        recordRefusal(failure.status());
        if (finish()) {
            reply(failure);
        }
    }

    @Override
    public boolean wantsAnswer() {
        return request.twoway();
    }

    @Override
    void reply(String payload) {
        link.answer(request.id(), payload);
    }

    @Override
    void reply(Failure failure) {
        link.fail(request.id(), failure.status(), failure.message(), failure.body(), failure.refused());
    }

    @Override
    @Nullable
    String from() {
        return link.peer().from();
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
