package io.microcdi.internal.node;

import io.microcdi.RouteContext;
import io.microcdi.RouteHandler;
import io.microcdi.error.RouteException;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.wire.Excerpts;

/** A route of the node itself whose handler needs the link of the request. */
@FunctionalInterface
public interface LinkRoute extends RouteHandler {

    /** Answers a request that came over a link. */
    Object handle(Link link, RouteContext context) throws Exception;

    @Override
    @SuppressWarnings("FunctionalInterfaceMethodChanged") // no code casts a lambda of one to the other
    default Object handle(RouteContext context) throws Exception {
        if (context instanceof LinkInvocation invocation) {
            return handle(invocation.link(), context);
        }
        throw new RouteException(400, Excerpts.of(context.url()) + " is asked over a link only");
    }
}
