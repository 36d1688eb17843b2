package io.microcdi.internal.route;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.microcdi.internal.wire.Excerpts;

/**
 * The path of a route. A literal segment matches itself, however it is percent-encoded in the url or in the path.
 * {@code {name}} matches any one segment. {@code {name...}}
 * matches one or more segments, and is allowed only at the end. A slash at the end of a path is ignored.
 *
 * @param text the pattern as it was written, without a slash at the end
 * @param segments the literal segments; {@code null} in the place of a parameter
 * @param parameters the names of the parameters, in order
 */
public record PathPattern(String text, List<String> segments, List<String> parameters) {

    /** The beginning of the paths of a node's own routes. */
    public static final String OWN_ROUTES = "/-/";
    /** The suffix of the name of a parameter that matches the rest of a path, and of the shape of its pattern. */
    public static final String REMAINDER = "...";

    /**
     * Reads a pattern.
     *
     * @throws IllegalArgumentException if the text is invalid. The message gives the valid form
     */
    public static PathPattern parse(String text) {
        checkPath(text);
        String path = withoutSlashAtEnd(text);
        List<String> segments = new ArrayList<>();
        List<String> parameters = new ArrayList<>();
        // counted once: a peer may send a path of any length
        long last = path.chars().filter(c -> c == '/').count() - 1;
        for (String segment : path.substring(1).split("/", -1)) {
            if (segment.startsWith("{") && segment.endsWith("}")) {
                parameters.add(parameter(text, segment.substring(1, segment.length() - 1), segments.size() == last));
                segments.add(null);
            } else {
                checkLiteral(text, segment);
                segments.add(segment);
            }
        }
        Set<String> distinct = new HashSet<>(parameters);
        if (distinct.size() < parameters.size()) {
            throw invalid(text, ": two parameters have the same name");
        }
        return new PathPattern(path, Collections.unmodifiableList(segments), List.copyOf(parameters));
    }

    private static void checkPath(String text) {
        if (text == null || !text.startsWith("/") || text.indexOf('?') >= 0 || text.indexOf('#') >= 0) {
            throw invalid(text,
                    ": expected a path that begins with / and has neither ? nor #, as /charge or /orders/{id}");
        }
        if (text.endsWith("//")) {
            // a url with one slash at its end would look it up under another key than the key of its shape
            throw invalid(text, ", segment \"\": expected at least one character before the slash at the end");
        }
    }

    private static void checkLiteral(String text, String segment) {
        String cure = segment.indexOf('*') >= 0 ? "write {name} for any one segment, and {name...} for all that follow"
                : segment.startsWith(":") || hasBrace(CanonicalUrl.decode(segment))
                        ? "write a parameter as a whole segment in braces, as /orders/{id}" : null;
        if (cure != null) {
            throw invalid(text, ", segment \"" + Excerpts.of(segment) + "\": " + cure);
        }
    }

    private static IllegalArgumentException invalid(String text, String problem) {
        return new IllegalArgumentException("route \"" + Excerpts.of(String.valueOf(text)) + "\"" + problem);
    }

    /** Returns a url or a path without the slash at its end; {@code "/"} is unchanged. */
    static String withoutSlashAtEnd(String path) {
        return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    private static boolean hasBrace(String segment) {
        return segment.indexOf('{') >= 0 || segment.indexOf('}') >= 0;
    }

    private static String parameter(String text, String inBraces, boolean last) {
        String name = inBraces;
        if (inBraces.endsWith(REMAINDER)) {
            if (!last) {
                throw invalid(text, ": {" + Excerpts.of(inBraces)
                        + "} takes all segments that follow, and so must be the last");
            }
            name = inBraces.substring(0, inBraces.length() - REMAINDER.length());
        }
        boolean valid = !name.isEmpty();
        for (int i = 0; i < name.length(); i++) {
            valid &= Character.isLetterOrDigit(name.charAt(i)) || "._-".indexOf(name.charAt(i)) >= 0;
        }
        if (!valid) {
            throw invalid(text, ": expected letters, digits and ._- between braces, not \"" + Excerpts.of(name) + "\"");
        }
        return name;
    }

    /**
     * Returns a text that is equal for patterns that match the same urls. The names of parameters are not part of it.
     */
    public String shape() {
        StringBuilder shape = new StringBuilder(text.length());
        for (String segment : segments) {
            shape.append('/').append(segment == null ? "{}" : CanonicalUrl.of(segment));
        }
        return takesRemainder() ? shape + REMAINDER : shape.toString();
    }

    /** Returns the path in the form in which it is compared with urls, with the names of its parameters. */
    public String canonical() {
        return CanonicalUrl.of(text);
    }

    /** Returns whether its last parameter matches one or more segments. */
    public boolean takesRemainder() {
        return text.endsWith(REMAINDER + "}");
    }

    /** Returns whether there are urls that both this pattern and another one match. */
    boolean overlaps(PathPattern other) {
        int own = segments.size();
        int others = other.segments.size();
        if (own < others && !takesRemainder() || others < own && !other.takesRemainder()) {
            return false;
        }
        for (int i = 0; i < Math.min(own, others); i++) {
            String segment = segments.get(i);
            String otherSegment = other.segments.get(i);
            if (segment != null && otherSegment != null
                    && !CanonicalUrl.of(segment).equals(CanonicalUrl.of(otherSegment))) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether it has no parameter, so that its text alone finds it. */
    public boolean isLiteral() {
        return parameters.isEmpty();
    }
}
