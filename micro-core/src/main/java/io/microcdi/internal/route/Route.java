package io.microcdi.internal.route;

import io.microcdi.RouteHandler;
import io.microcdi.internal.concurrent.Bulkhead;

/**
 * A registered route.
 *
 * @param limit the bound of its requests in work; {@code null} if it has none
 */
public record Route(RouteSpec spec, RouteHandler handler, Bulkhead<Invocation> limit) {

    /** Makes a route with the limit of its spec. */
    public Route(RouteSpec spec, RouteHandler handler) {
        this(spec, handler, spec.maxConcurrent() == 0 ? null : new Bulkhead<>(spec.maxConcurrent()));
    }
}
