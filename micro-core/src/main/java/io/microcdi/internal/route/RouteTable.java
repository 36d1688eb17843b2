package io.microcdi.internal.route;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.microcdi.Registration;
import io.microcdi.RouteHandler;

/**
 * The routes of a node. Reading takes no lock: an index is never changed but made anew by whoever reads first after a
 * change, so that a thousand routes that are added at once make one. What it costs to find one does not depend on how many
 * there are.
 */
public final class RouteTable {

    private final Map<String, Route> all = new LinkedHashMap<>();
    /** {@code null} after a change. */
    private volatile RouteIndex index;

    /**
     * Adds a route.
     *
     * @return takes exactly this route out again
     * @throws IllegalArgumentException if the path, or one that differs in its parameters' names only, is taken
     */
    public synchronized Registration add(RouteSpec spec, RouteHandler handler) {
        Route route = new Route(spec, handler);
        Route taken = all.putIfAbsent(spec.pattern().shape(), route);
        if (taken != null) {
            throw new IllegalArgumentException("route \"" + spec.pattern().text() + "\" is taken"
                    + (taken.spec().pattern().equals(spec.pattern()) ? ""
                            : " by \"" + taken.spec().pattern().text() + "\""));
        }
        index = null;
        return () -> remove(route);
    }

    /**
     * The route of a url; {@code null} if it has none. A slash at the end of the url means nothing, and literal segments may
     * be percent-encoded, as whoever speaks HTTP has to encode them.
     */
    public RouteMatch find(String url) {
        RouteIndex current = index();
        Route route = current.find(url);
        if (route == null && url.endsWith("/")) {
            route = current.find(PathPattern.withoutSlashAtEnd(url));
        }
        if (route == null && url.indexOf('%') >= 0) {
            route = current.find(PathPattern.withoutSlashAtEnd(RouteMatch.decodeButSlashes(url)));
        }
        return route == null ? null : new RouteMatch(route, url);
    }

    /** The paths that callers may repeat. */
    public synchronized List<String> idempotent() {
        return all.values().stream().map(Route::spec).filter(RouteSpec::idempotent).map(s -> s.pattern().text())
                .toList();
    }

    private synchronized void remove(Route route) {
        String shape = route.spec().pattern().shape();
        // not by equality: the same handler may be registered there again
        if (all.get(shape) == route) {
            all.remove(shape);
            index = null;
        }
    }

    private RouteIndex index() {
        RouteIndex current = index;
        return current != null ? current : makeIndex();
    }

    private synchronized RouteIndex makeIndex() {
        RouteIndex made = new RouteIndex(all.values());
        index = made;
        return made;
    }
}
