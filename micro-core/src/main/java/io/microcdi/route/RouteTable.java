package io.microcdi.route;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.microcdi.Registration;
import io.microcdi.RouteHandler;

/**
 * The routes of a node. Reading takes no lock: an index is never changed but made anew by whoever reads first after a
 * change, so that a thousand routes that are added at once make one. A path without parameters is found in constant time,
 * however many routes there are.
 */
public final class RouteTable {

    private record Index(Map<String, RouteMatch> literals, PatternTree patterns) {
    }

    private final Map<String, Route> all = new LinkedHashMap<>();
    /** {@code null} after a change. */
    private volatile Index index;

    /**
     * Adds a route.
     *
     * @return takes exactly this route out again
     * @throws IllegalArgumentException if the path, or one that differs in its parameters' names only, is taken
     */
    public synchronized Registration add(RouteSpec spec, RouteHandler handler) {
        Route route = new Route(spec, handler);
        Route taken = all.putIfAbsent(shape(spec.pattern()), route);
        if (taken != null) {
            throw new IllegalArgumentException("route \"" + spec.pattern().text() + "\" is taken"
                    + (taken.spec().pattern().equals(spec.pattern()) ? ""
                            : " by \"" + taken.spec().pattern().text() + "\""));
        }
        index = null;
        return () -> remove(route);
    }

    /** The route of a url; {@code null} if it has none. */
    public RouteMatch find(String url) {
        Index current = index();
        RouteMatch literal = current.literals().get(url);
        if (literal != null) {
            return literal;
        }
        if (!url.startsWith("/")) {
            return null;
        }
        String[] segments = url.substring(1).split("/", -1);
        Route route = current.patterns().find(segments);
        return route == null ? null : new RouteMatch(route, url, parameters(route.spec().pattern(), segments));
    }

    /** The paths that callers may repeat. */
    public synchronized List<String> idempotent() {
        return all.values().stream().map(Route::spec).filter(RouteSpec::idempotent).map(s -> s.pattern().text())
                .toList();
    }

    private synchronized void remove(Route route) {
        String shape = shape(route.spec().pattern());
        // not by equality: the same handler may be registered there again
        if (all.get(shape) == route) {
            all.remove(shape);
            index = null;
        }
    }

    private Index index() {
        Index current = index;
        return current != null ? current : makeIndex();
    }

    private synchronized Index makeIndex() {
        Map<String, RouteMatch> literals = new HashMap<>();
        PatternTree patterns = new PatternTree();
        for (Route route : all.values()) {
            PathPattern pattern = route.spec().pattern();
            if (pattern.isLiteral()) {
                literals.put(pattern.text(), new RouteMatch(route, pattern.text(), Map.of()));
            } else {
                patterns.add(route);
            }
        }
        Index made = new Index(literals, patterns);
        index = made;
        return made;
    }

    /** What two patterns have in common that match the same urls. */
    private static String shape(PathPattern pattern) {
        StringBuilder shape = new StringBuilder();
        pattern.segments().forEach(s -> shape.append('/').append(s == null ? "{}" : s));
        return shape.toString();
    }

    private static Map<String, String> parameters(PathPattern pattern, String[] segments) {
        Map<String, String> values = new LinkedHashMap<>();
        int parameter = 0;
        for (int i = 0; i < segments.length; i++) {
            if (pattern.segments().get(i) == null) {
                values.put(pattern.parameters().get(parameter++), decode(segments[i]));
            }
        }
        return Collections.unmodifiableMap(values);
    }

    private static String decode(String segment) {
        try {
            return segment.indexOf('%') < 0 ? segment
                    : URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return segment;
        }
    }
}
