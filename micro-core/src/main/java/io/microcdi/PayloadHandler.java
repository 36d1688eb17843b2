package io.microcdi;

import org.jspecify.annotations.Nullable;

/**
 * Serves a route with its payload bound to a type.
 *
 * @param <P> what the payload is read as
 */
@FunctionalInterface
public interface PayloadHandler<P> {

    /** As {@link RouteHandler#handle(RouteContext)}. */
    @Nullable
    Object handle(@Nullable P payload, RouteContext context) throws Exception;
}
