package io.microcdi.internal.route;

import io.microcdi.internal.security.AccessRule;

/**
 * The properties of a route, apart from its handler.
 *
 * @param pattern the path of the route
 * @param idempotent whether callers may retry a call even if an earlier attempt may have run
 * @param inline whether the handler runs on the reading thread, where it must not block
 * @param maxConcurrent the number of its requests that may be in work at once; 0 for any number
 * @param access which users may use it
 */
public record RouteSpec(PathPattern pattern, boolean idempotent, boolean inline, int maxConcurrent,
        AccessRule access) {

    /** Makes a route without a rule about users. */
    public RouteSpec(PathPattern pattern, boolean idempotent, boolean inline, int maxConcurrent) {
        this(pattern, idempotent, inline, maxConcurrent, AccessRule.UNSTATED);
    }

    /** Makes a route without a limit of its own. */
    public RouteSpec(PathPattern pattern, boolean idempotent, boolean inline) {
        this(pattern, idempotent, inline, 0);
    }

    /** Returns a copy with a limit of the requests in work. */
    public RouteSpec withMaxConcurrent(int max) {
        return new RouteSpec(pattern, idempotent, inline, max, access);
    }

    /** Returns a copy with a rule about users. */
    public RouteSpec withAccess(AccessRule rule) {
        return new RouteSpec(pattern, idempotent, inline, maxConcurrent, rule);
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
