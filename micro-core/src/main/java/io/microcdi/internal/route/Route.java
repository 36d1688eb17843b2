package io.microcdi.internal.route;

import io.microcdi.RouteHandler;

/** A registered route. */
public record Route(RouteSpec spec, RouteHandler handler) {
}
