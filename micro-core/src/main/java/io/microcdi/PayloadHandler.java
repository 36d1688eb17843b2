package io.microcdi;

import org.jspecify.annotations.Nullable;

/**
 * Serves a route. The node binds the payload to a type first.
 *
 * @param <P> the type to which the payload is bound
 */
@FunctionalInterface
public interface PayloadHandler<P> {

    /** As {@link RouteHandler#handle(RouteContext)}. */
    @Nullable
    Object handle(@Nullable P payload, RouteContext context) throws Exception;
}
