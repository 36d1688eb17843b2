package io.microcdi.internal.node;

import io.microcdi.RouteContext;
import io.microcdi.RouteHandler;
import io.microcdi.error.RouteException;
import io.microcdi.internal.link.Link;

/** A route of a node's own that wants to know on which link it was asked. */
@FunctionalInterface
public interface LinkRoute extends RouteHandler {

    /** Answers a request that came over a link. */
    Object handle(Link link, RouteContext context) throws Exception;

    @Override
    default Object handle(RouteContext context) throws Exception {
        if (context instanceof LinkInvocation invocation) {
            return handle(invocation.link(), context);
        }
        throw new RouteException(400, context.url() + " is asked over a link only");
    }
}
