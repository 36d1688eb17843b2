package io.microcdi.route;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A route's path: segments that stand for themselves, and {@code {name}} for any one segment.
 *
 * @param text as it was written
 * @param segments the literal segments; {@code null} where a parameter is
 * @param parameters the names of the parameters, in order
 */
public record PathPattern(String text, List<String> segments, List<String> parameters) {

    /**
     * Reads a pattern.
     *
     * @throws IllegalArgumentException if it cannot be read; the message says what to write instead
     */
    public static PathPattern parse(String text) {
        if (text == null || !text.startsWith("/") || text.indexOf('?') >= 0 || text.indexOf('#') >= 0) {
            throw new IllegalArgumentException("route \"" + text + "\": expected a path that begins with / and has"
                    + " neither ? nor #, as /charge or /orders/{id}");
        }
        List<String> segments = new ArrayList<>();
        List<String> parameters = new ArrayList<>();
        for (String segment : text.substring(1).split("/", -1)) {
            if (segment.startsWith("{") && segment.endsWith("}")) {
                parameters.add(parameter(text, segment.substring(1, segment.length() - 1)));
                segments.add(null);
            } else if (segment.startsWith(":") || segment.indexOf('{') >= 0 || segment.indexOf('}') >= 0) {
                throw new IllegalArgumentException("route \"" + text + "\", segment \"" + segment
                        + "\": write a parameter as a whole segment in braces, as /orders/{id}");
            } else {
                segments.add(segment);
            }
        }
        Set<String> distinct = new HashSet<>(parameters);
        if (distinct.size() < parameters.size()) {
            throw new IllegalArgumentException("route \"" + text + "\": two parameters have the same name");
        }
        return new PathPattern(text, Collections.unmodifiableList(segments), List.copyOf(parameters));
    }

    private static String parameter(String text, String name) {
        boolean valid = !name.isEmpty();
        for (int i = 0; i < name.length(); i++) {
            valid &= Character.isLetterOrDigit(name.charAt(i)) || "._-".indexOf(name.charAt(i)) >= 0;
        }
        if (!valid) {
            throw new IllegalArgumentException(
                    "route \"" + text + "\": expected letters, digits and ._- between braces, not \"" + name + "\"");
        }
        return name;
    }

    /** Equal for patterns that match the same urls, whatever their parameters are called. */
    public String shape() {
        StringBuilder shape = new StringBuilder(text.length());
        for (String segment : segments) {
            shape.append('/').append(segment == null ? "{}" : segment);
        }
        return shape.toString();
    }

    /** Whether it has no parameter, so that it is found by its text alone. */
    public boolean isLiteral() {
        return parameters.isEmpty();
    }
}
