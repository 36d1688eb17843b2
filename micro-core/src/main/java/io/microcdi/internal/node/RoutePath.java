package io.microcdi.internal.node;

import java.util.List;
import java.util.stream.Collectors;

import io.microcdi.internal.route.PathPattern;
import io.microcdi.internal.wire.Excerpts;

/**
 * The path of a route as it is written in the annotation. The rules are stricter than those of the engine: a path that
 * could never match is an error, which the author sees at the deployment.
 *
 * @param pattern the path in the form of the engine
 */
public record RoutePath(PathPattern pattern) {

    /**
     * Reads a path.
     *
     * @throws IllegalArgumentException if the text is not a valid path. The message gives the reason
     */
    public static RoutePath parse(String text) {
        PathPattern pattern = PathPattern.parse(text);
        if ((pattern.canonical() + "/").startsWith(Node.OWN_ROUTES)) {
            throw new IllegalArgumentException(
                    "route \"" + Excerpts.of(text) + "\": routes that begin with " + Node.OWN_ROUTES + " are reserved");
        }
        for (String segment : pattern.canonical().substring(1).split("/", -1)) {
            if (!isLiteral(segment) && !text.equals("/")) {
                throw new IllegalArgumentException(
                        "route \"" + Excerpts.of(text) + "\", segment \"" + Excerpts.of(segment)
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

    /**
     * Returns the path of a method's {@code @Route} below that of its class or interface.
     *
     * @param prefix the path of the class or interface; {@code null} if it has none
     * @throws IllegalArgumentException if the two cannot be put together. The message gives the reason
     */
    public static String join(String prefix, String path) {
        if (prefix == null) {
            return path;
        }
        if (!prefix.startsWith("/") || prefix.endsWith("/")) {
            throw new IllegalArgumentException(
                    "@Route(\"" + Excerpts.of(prefix) + "\") of the class or interface: expected a"
                            + " path that begins with / and does not end with one");
        }
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("route \"" + Excerpts.of(path) + "\" below \"" + Excerpts.of(prefix)
                    + "\": expected a path that begins with /");
        }
        return path.equals("/") ? prefix : prefix + path;
    }

    /** Returns the path as it was written, for example {@code /orders/{id}}. */
    public String text() {
        return pattern.text();
    }

    /** Returns a text that is equal for paths that match the same urls. The names of parameters are not part of it. */
    public String shape() {
        return pattern.shape();
    }

    /** Returns the names of the parameters, in their order. */
    public List<String> names() {
        return pattern.parameters();
    }

    /** Returns the names for messages: {@code {id}, {line}}, or {@code none}. */
    public String described() {
        return names().isEmpty() ? "none" : names().stream().collect(Collectors.joining("}, {", "{", "}"));
    }
}
