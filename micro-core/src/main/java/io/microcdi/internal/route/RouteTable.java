package io.microcdi.internal.route;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

import io.microcdi.Registration;
import io.microcdi.RouteHandler;

/**
 * The routes of a node. Reading takes no lock, because an index is immutable. The first reader after a change builds a
 * new index, so that a thousand routes added one after the other need only one. The cost of a lookup does not depend on
 * the number of routes.
 */
public final class RouteTable {

    private final Runnable announcing;
    /** The routes by the shapes of their paths, in the order of these. */
    private final NavigableMap<String, Route> all = new TreeMap<>();
    /** The routes of the index. They differ from the former while a change is announced. */
    private final Set<Route> served = Collections.newSetFromMap(new IdentityHashMap<>());
    /** The current index; {@code null} after a change. */
    private volatile RouteIndex index;
    /** The idempotent routes; {@code null} after a change. */
    private volatile IdempotentRoutes idempotent;

    /** Makes a table that announces no changes. */
    public RouteTable() {
        this(() -> {
        });
    }

    /**
     * Makes a table.
     *
     * @param announcing runs before a route that is not idempotent may serve urls which an idempotent one has served.
     *        {@link #idempotent()} then returns the list after the change, and {@link #find} still finds the routes
     *        before it
     */
    public RouteTable(Runnable announcing) {
        this.announcing = announcing;
    }

    /**
     * Adds a route.
     *
     * @return a registration that removes exactly this route
     * @throws IllegalArgumentException if the path is registered already, also if only the names of its parameters
     *        differ
     */
    public Registration add(RouteSpec spec, RouteHandler handler) {
        Route route = new Route(spec, handler);
        synchronized (this) {
            Route existing = all.putIfAbsent(spec.pattern().shape(), route);
            if (existing != null) {
                throw new IllegalArgumentException("route \"" + spec.pattern().text() + "\" is taken"
                        + (existing.spec().pattern().equals(spec.pattern()) ? ""
                                : " by \"" + existing.spec().pattern().text() + "\""));
            }
            idempotent = null;
        }
        change(!spec.idempotent(), () -> served.add(route));
        return () -> remove(route);
    }

    /**
     * Returns the route of a url; {@code null} if there is none. The {@link CanonicalUrl} alone decides: literal segments
     * may be percent-encoded, because HTTP clients have to encode them, and a slash at the end is ignored. If the url as it
     * was sent were tried first, a route with a parameter could serve what a literal route has forbidden.
     */
    public RouteMatch find(String url) {
        Route route = index().find(CanonicalUrl.of(url));
        return route == null ? null : new RouteMatch(route, url);
    }

    /** Returns the idempotent routes; the same object until a route is added or removed. */
    public IdempotentRoutes idempotent() {
        IdempotentRoutes current = idempotent;
        return current != null ? current : listIdempotent();
    }

    private synchronized IdempotentRoutes listIdempotent() {
        IdempotentRoutes made = IdempotentRoutes.of(all.values().stream().map(Route::spec).toList());
        idempotent = made;
        return made;
    }

    /** Changes the routes of the index, after the announcement if there is one. */
    private void change(boolean announced, Runnable change) {
        try {
            if (announced) {
                announcing.run(); // without the lock, because it may write to sockets
            }
        } finally {
            synchronized (this) {
                change.run();
                index = null;
            }
        }
    }

    /**
     * Returns routes in the order of their shapes.
     *
     * @param after the shape after which the list begins; empty for the first
     * @param most the length of the list
     */
    public synchronized List<RouteSpec> list(String after, int most) {
        return all.tailMap(after, false).values().stream().limit(most).map(Route::spec).toList();
    }

    /** Returns an object that is the same as long as the routes are. */
    public Object version() {
        return index();
    }

    @SuppressWarnings("ReferenceEquality")
    private void remove(Route route) {
        String shape = route.spec().pattern().shape();
        boolean uncovers;
        synchronized (this) {
            // compared by identity: an equal route may have been registered there again
            if (all.get(shape) != route) {
                return;
            }
            all.remove(shape);
            idempotent = null;
            uncovers = route.spec().idempotent() && all.values().stream().map(Route::spec)
                    .anyMatch(other -> !other.idempotent() && other.pattern().overlaps(route.spec().pattern()));
        }
        change(uncovers, () -> served.remove(route));
    }

    private RouteIndex index() {
        RouteIndex current = index;
        return current != null ? current : makeIndex();
    }

    private synchronized RouteIndex makeIndex() {
        RouteIndex made = new RouteIndex(served);
        index = made;
        return made;
    }
}
