package io.microcdi.internal.route;

/**
 * The properties of a route, apart from its handler.
 *
 * @param pattern the path of the route
 * @param idempotent whether callers may retry a call even if an earlier attempt may have run
 * @param inline whether the handler runs on the reading thread, where it must not block
 */
public record RouteSpec(PathPattern pattern, boolean idempotent, boolean inline) {

    /**
     * Returns a route that is neither idempotent nor inline.
     *
     * @throws IllegalArgumentException if the pattern is invalid
     */
    public static RouteSpec of(String pattern) {
        return new RouteSpec(PathPattern.parse(pattern), false, false);
    }
}
