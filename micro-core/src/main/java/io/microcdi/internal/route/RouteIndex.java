package io.microcdi.internal.route;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Finds the route of a url. It is immutable. Paths and urls are compared in their canonical form.
 *
 * <p>A path without parameters needs one lookup by the whole url. Other paths need one lookup for each
 * {@link PathShape} with the same number of segments. Shapes with an earlier literal segment come first. Shapes that
 * match a remainder come last, and the longest of them first. The hashes and paths of all routes lie in arrays, so that
 * a lookup among thousands of routes touches little memory.
 */
final class RouteIndex {

    private static final PathShape[] NONE = {};
    private static final int MIN_SLOTS = 16;
    private static final int SLOTS_PER_ROUTE = 2;

    /** The shapes by their number of segments. */
    private final PathShape[][] shapes;
    /** The shapes that match a remainder, the longest first. */
    private final PathShape[] openShapes;
    private final int[] hashes;
    private final String[] paths;
    private final Route[] routes;
    /** The shape of each route; {@code null} for a path without parameters. Equal shapes are one object. */
    private final @Nullable PathShape[] shapesOf;

    RouteIndex(Collection<Route> all) {
        int slots = Integer.highestOneBit(Math.max(MIN_SLOTS, SLOTS_PER_ROUTE * all.size()) - 1) << 1;
        hashes = new int[slots];
        paths = new String[slots];
        routes = new Route[slots];
        shapesOf = new PathShape[slots];
        Map<PathShape, PathShape> same = new HashMap<>();
        Map<Integer, TreeSet<PathShape>> found = new TreeMap<>();
        TreeSet<PathShape> open = new TreeSet<>(Comparator.comparing(PathShape::segments).reversed()
                .thenComparing(Comparator.naturalOrder()));
        for (Route route : all) {
            PathPattern pattern = route.spec().pattern();
            if (pattern.isLiteral()) {
                put(pattern.canonical().hashCode(), route, null);
            } else {
                PathShape shape = same.computeIfAbsent(PathShape.of(pattern), Function.identity());
                put(shape.hash(hashes(pattern.segments())), route, shape);
                if (pattern.takesRemainder()) {
                    open.add(shape);
                } else {
                    found.computeIfAbsent(shape.segments(), segments -> new TreeSet<>()).add(shape);
                }
            }
        }
        shapes = new PathShape[found.keySet().stream().mapToInt(longest -> longest + 1).max().orElse(0)][];
        found.forEach((segments, alike) -> shapes[segments] = alike.toArray(PathShape[]::new));
        openShapes = open.toArray(PathShape[]::new);
    }

    private void put(int hash, Route route, @Nullable PathShape shape) {
        int slot = first(hash);
        while (routes[slot] != null) {
            slot = next(slot);
        }
        hashes[slot] = hash;
        paths[slot] = route.spec().pattern().canonical();
        routes[slot] = route;
        shapesOf[slot] = shape;
    }

    /** Returns the route of a canonical url; {@code null} if there is none. */
    Route find(String url) {
        int hash = url.hashCode();
        for (int slot = first(hash); routes[slot] != null; slot = next(slot)) {
            if (hashes[slot] == hash && paths[slot].equals(url)) {
                return routes[slot];
            }
        }
        return url.startsWith("/") ? findByShape(url) : null;
    }

    private Route findByShape(String url) {
        int segments = segments(url);
        PathShape[] closed = segments < shapes.length && shapes[segments] != null ? shapes[segments] : NONE;
        if (closed.length + openShapes.length == 0) {
            return null;
        }
        int[] segmentHashes = hashes(url, segments);
        for (PathShape shape : closed) {
            Route route = find(url, shape, segmentHashes);
            if (route != null) {
                return route;
            }
        }
        for (PathShape shape : openShapes) {
            Route route = shape.segments() > segments ? null : find(url, shape, segmentHashes);
            if (route != null) {
                return route;
            }
        }
        return null;
    }

    @SuppressWarnings("ReferenceEquality")
    private Route find(String url, PathShape shape, int[] segmentHashes) {
        int hash = shape.hash(segmentHashes);
        for (int slot = first(hash); routes[slot] != null; slot = next(slot)) {
            // the route of a shape whose turn comes later may have the same hash
            if (hashes[slot] == hash && shapesOf[slot] == shape && serves(paths[slot], url)) {
                return routes[slot];
            }
        }
        return null;
    }

    private int first(int hash) {
        return (hash ^ hash >>> Short.SIZE) & hashes.length - 1;
    }

    private int next(int slot) {
        return slot + 1 & hashes.length - 1;
    }

    private static int segments(String url) {
        int segments = 0;
        for (int slash = 0; slash >= 0; slash = url.indexOf('/', slash + 1)) {
            segments++;
        }
        return segments;
    }

    private static int[] hashes(String url, int segments) {
        int[] hashes = new int[segments];
        int start = 1;
        for (int i = 0; i < segments; i++) {
            int end = end(url, start);
            hashes[i] = 0;
            for (int at = start; at < end; at++) {
                hashes[i] = 31 * hashes[i] + url.charAt(at); // the hash that a String of the segment would have
            }
            start = end + 1;
        }
        return hashes;
    }

    private static int[] hashes(List<String> segments) {
        return segments.stream().mapToInt(segment -> segment == null ? 0 : CanonicalUrl.of(segment).hashCode())
                .toArray();
    }

    /**
     * Returns whether each segment of a url equals that of the path, or is not empty where the path has a parameter.
     */
    private static boolean serves(String path, String url) {
        int inPath = 0;
        int inUrl = 0;
        while (inPath < path.length() && inUrl < url.length()) {
            char c = path.charAt(inPath);
            if (c == '{') { // only a parameter contains a brace
                int end = path.endsWith("...}") && end(path, inPath) == path.length() ? url.length() : end(url, inUrl);
                if (end == inUrl) {
                    return false;
                }
                inUrl = end;
                inPath = end(path, inPath);
            } else if (c == url.charAt(inUrl)) {
                inPath++;
                inUrl++;
            } else {
                return false;
            }
        }
        return inPath == path.length() && inUrl == url.length();
    }

    private static int end(String path, int start) {
        int slash = path.indexOf('/', start);
        return slash < 0 ? path.length() : slash;
    }
}
