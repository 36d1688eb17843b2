package io.microcdi.internal.route;

/**
 * The properties of a route, apart from its handler.
 *
 * @param pattern the path of the route
 * @param idempotent whether callers may retry a call even if an earlier attempt may have run
 * @param inline whether the handler runs on the reading thread, where it must not block
 * @param maxConcurrent the number of its requests that may be in work at once; 0 for any number
 */
public record RouteSpec(PathPattern pattern, boolean idempotent, boolean inline, int maxConcurrent) {

    /** Makes a route without a limit of its own. */
    public RouteSpec(PathPattern pattern, boolean idempotent, boolean inline) {
        this(pattern, idempotent, inline, 0);
    }

    /** Returns a copy with a limit of the requests in work. */
    public RouteSpec withMaxConcurrent(int max) {
        return new RouteSpec(pattern, idempotent, inline, max);
    }

    /**
     * Returns a route that is neither idempotent nor inline.
     *
     * @throws IllegalArgumentException if the pattern is invalid
     */
    public static RouteSpec of(String pattern) {
        return new RouteSpec(PathPattern.parse(pattern), false, false);
    }
}
