package io.microcdi.internal.node;

import org.jspecify.annotations.Nullable;

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

    /** Returns the link of a request; {@code null} if the node asks itself. */
    static @Nullable Link linkOf(RouteContext context) {
        return context instanceof LinkInvocation invocation ? invocation.link() : null;
    }

    @Override
    @SuppressWarnings("FunctionalInterfaceMethodChanged") // no code casts a lambda of one to the other
    default Object handle(RouteContext context) throws Exception {
        Link link = linkOf(context);
        if (link != null) {
            return handle(link, context);
        }
        throw new RouteException(400, Excerpts.of(context.url()) + " is asked over a link only");
    }
}
