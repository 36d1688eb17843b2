package io.microcdi.internal.route;

import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;

import io.microcdi.RouteHandler;

/**
 * The routes whose calls may be repeated, as a node announces them.
 *
 * @param paths their paths
 * @param exceptions the paths of other routes, which may serve urls that match one of the paths too. Without them a
 *        caller would repeat calls of {@code /orders/new} if {@code /orders/{id}} is idempotent
 */
public record IdempotentRoutes(List<String> paths, List<String> exceptions) {

    /** Returns the idempotent ones of all routes of a node. Its own routes are no exceptions: applications cannot call them. */
    static IdempotentRoutes of(Collection<RouteSpec> all) {
        List<PathPattern> paths = all.stream().filter(RouteSpec::idempotent).map(RouteSpec::pattern).toList();
        List<PathPattern> wide = paths.stream().filter(path -> !path.isLiteral()).toList();
        return new IdempotentRoutes(paths.stream().map(PathPattern::text).toList(),
                all.stream().filter(route -> !route.idempotent()).map(RouteSpec::pattern)
                        .filter(path -> !path.text().startsWith(PathPattern.OWN_ROUTES)
                                && wide.stream().anyMatch(path::overlaps))
                        .map(PathPattern::text).toList());
    }

    /**
     * Returns what says whether the route of a url is idempotent.
     *
     * @throws IllegalArgumentException if a path is invalid, or occurs twice
     */
    public Predicate<String> reader() {
        RouteTable table = new RouteTable();
        paths.forEach(path -> table.add(new RouteSpec(PathPattern.parse(path), true, false),
                context -> RouteHandler.NOTHING));
        exceptions.forEach(path -> table.add(RouteSpec.of(path), context -> RouteHandler.NOTHING));
        return url -> {
            RouteMatch match = table.find(url);
            return match != null && match.route().spec().idempotent();
        };
    }
}
