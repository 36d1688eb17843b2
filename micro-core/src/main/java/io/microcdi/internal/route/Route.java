package io.microcdi.internal.route;

import io.microcdi.RouteHandler;

/** A route that is served. */
public record Route(RouteSpec spec, RouteHandler handler) {
}
