package io.microcdi.route;

import java.util.HashMap;
import java.util.Map;

/** Routes with parameters, by their segments. A literal segment wins over a parameter. */
final class PatternTree {

    private final Map<String, PatternTree> literals = new HashMap<>();
    private PatternTree parameter;
    private Route route;

    void add(Route added) {
        PatternTree at = this;
        for (String segment : added.spec().pattern().segments()) {
            if (segment != null) {
                at = at.literals.computeIfAbsent(segment, s -> new PatternTree());
            } else {
                if (at.parameter == null) {
                    at.parameter = new PatternTree();
                }
                at = at.parameter;
            }
        }
        at.route = added;
    }

    Route find(String[] segments) {
        return find(segments, 0);
    }

    private Route find(String[] segments, int index) {
        if (index == segments.length) {
            return route;
        }
        PatternTree literal = literals.get(segments[index]);
        Route found = literal == null ? null : literal.find(segments, index + 1);
        return found != null || parameter == null || segments[index].isEmpty() ? found
                : parameter.find(segments, index + 1);
    }
}
