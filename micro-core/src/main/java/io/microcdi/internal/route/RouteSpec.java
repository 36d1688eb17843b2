package io.microcdi.internal.route;

/**
 * What is said of a route besides its handler.
 *
 * @param pattern its path
 * @param idempotent whether callers may repeat it after it may have run
 * @param inline whether it runs on the thread that reads the socket, and so must never block
 */
public record RouteSpec(PathPattern pattern, boolean idempotent, boolean inline) {

    /**
     * A route without any mark.
     *
     * @throws IllegalArgumentException if the pattern cannot be read
     */
    public static RouteSpec of(String pattern) {
        return new RouteSpec(PathPattern.parse(pattern), false, false);
    }
}
