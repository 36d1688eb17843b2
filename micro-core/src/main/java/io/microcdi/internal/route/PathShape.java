package io.microcdi.internal.route;

import java.util.Arrays;
import java.util.List;

/**
 * Where the parameters are in a path of so many segments. Routes of one shape differ in their literal segments, so that one
 * look into a table finds the one that serves a url, however many there are.
 */
final class PathShape implements Comparable<PathShape> {

    private static final int FACTOR = 31;

    /** For each segment whether it is a parameter. */
    private final boolean[] parameters;
    /** Whether more segments may follow. */
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

    /** The same for a route's path and for all urls that it serves; of those, segments that follow do not count. */
    int hash(int[] segmentHashes) {
        int hash = open ? -parameters.length : parameters.length;
        for (int i = 0; i < parameters.length; i++) {
            hash = FACTOR * hash + (parameters[i] ? 1 : segmentHashes[i]);
        }
        return hash;
    }

    /** The shorter first; of those that are alike so far, the one whose next segment is literal. */
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
