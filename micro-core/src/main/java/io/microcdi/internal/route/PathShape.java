package io.microcdi.internal.route;

import java.util.Arrays;
import java.util.List;

/**
 * The shape of a path: its number of segments, and which of them are parameters. Routes of one shape differ in their
 * literal segments. One lookup in a table therefore finds the route of a url, however many routes there are.
 */
final class PathShape implements Comparable<PathShape> {

    private static final int FACTOR = 31;

    /** Whether each segment is a parameter. */
    private final boolean[] parameters;
    /** Whether more segments may follow the last one. */
    private final boolean open;

    private PathShape(boolean[] parameters, boolean open) {
        this.parameters = parameters;
        this.open = open;
    }

    static PathShape of(PathPattern pattern) {
        List<String> segments = pattern.segments();
        boolean[] parameters = new boolean[segments.size()];
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = segments.get(i) == null;
        }
        return new PathShape(parameters, pattern.takesRemainder());
    }

    int segments() {
        return parameters.length;
    }

    /**
     * Returns a hash that is the same for a route's path and for all urls that the route serves. Further segments of an
     * open shape are not part of it.
     */
    int hash(int[] segmentHashes) {
        int hash = open ? -parameters.length : parameters.length;
        for (int i = 0; i < parameters.length; i++) {
            hash = FACTOR * hash + (parameters[i] ? 1 : segmentHashes[i]);
        }
        return hash;
    }

    /**
     * Orders shapes by their length, the shorter first. Of two equal beginnings, the one with a literal next segment
     * comes first.
     */
    @Override
    public int compareTo(PathShape other) {
        int shorter = Integer.compare(parameters.length, other.parameters.length);
        return shorter == 0 ? Arrays.compare(parameters, other.parameters) : shorter;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PathShape shape && open == shape.open
                && Arrays.equals(parameters, shape.parameters);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(parameters) + Boolean.hashCode(open);
    }
}
