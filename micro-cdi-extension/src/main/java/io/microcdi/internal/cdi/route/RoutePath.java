package io.microcdi.internal.cdi.route;

import java.util.List;
import java.util.stream.Collectors;

import io.microcdi.internal.node.Node;
import io.microcdi.internal.route.PathPattern;

/**
 * The path of a route as it is written in the annotation. Stricter than the engine, since here there is an author to be
 * told: what could never match is refused.
 *
 * @param pattern how the engine reads it
 */
public record RoutePath(PathPattern pattern) {

    /**
     * Reads a path.
     *
     * @throws IllegalArgumentException if it cannot be one; the message says why
     */
    static RoutePath parse(String text) {
        PathPattern pattern = PathPattern.parse(text);
        if ((text + "/").startsWith(Node.OWN_ROUTES)) {
            throw new IllegalArgumentException(
                    "route \"" + text + "\": routes that begin with " + Node.OWN_ROUTES + " are reserved");
        }
        for (String segment : pattern.segments()) {
            if (segment != null && !isLiteral(segment) && !text.equals("/")) {
                throw new IllegalArgumentException("route \"" + text + "\", segment \"" + segment
                        + "\": expected at least one character, and no control character");
            }
        }
        return new RoutePath(pattern);
    }

    private static boolean isLiteral(String segment) {
        for (int i = 0; i < segment.length(); i++) {
            if (Character.isISOControl(segment.charAt(i))) {
                return false;
            }
        }
        return !segment.isEmpty();
    }

    /** As it was written, as {@code /orders/{id}}. */
    public String text() {
        return pattern.text();
    }

    /** Equal for paths that match the same urls, whatever their parameters are called. */
    public String shape() {
        return pattern.shape();
    }

    /** The names in its braces, in their order. */
    List<String> names() {
        return pattern.parameters();
    }

    /** The names as they are said in messages: {@code {id}, {line}}, or {@code none}. */
    String described() {
        return names().isEmpty() ? "none" : names().stream().collect(Collectors.joining("}, {", "{", "}"));
    }
}
