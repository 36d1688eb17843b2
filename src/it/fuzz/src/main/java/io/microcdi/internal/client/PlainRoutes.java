package io.microcdi.internal.client;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.microcdi.internal.route.PathPattern;

/**
 * The rules by which a url finds a route, in their plainest form: each segment is decoded by the JDK and compared with that
 * of each route, and the routes that match are sorted by precedence.
 */
final class PlainRoutes {

    private static final Pattern ESCAPES = Pattern.compile("(?:%[0-9A-Fa-f]{2})+");

    /** Patterns with a remainder come last, and the longest of them first. Then an earlier literal segment wins. */
    private static final Comparator<PathPattern> PRECEDENCE = Comparator.comparing(PathPattern::takesRemainder)
            .thenComparing(pattern -> pattern.segments().size(), Comparator.reverseOrder())
            .thenComparing(PlainRoutes::places);

    private PlainRoutes() {
    }

    /** Returns the pattern that must serve a url; {@code null} if none matches it. */
    static PathPattern find(List<PathPattern> patterns, String url) {
        String bare = url.length() > 1 && url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        return patterns.stream().filter(pattern -> matches(pattern, bare)).min(PRECEDENCE).orElse(null);
    }

    /** Returns the values of the parameters of a pattern in a url that it serves. */
    static List<String> values(PathPattern pattern, String url) {
        String[] parts = parts(pattern, url);
        List<String> values = new ArrayList<>();
        for (int i = 0; i < pattern.segments().size(); i++) {
            if (pattern.segments().get(i) == null) {
                values.add(decode(parts[i]));
            }
        }
        return values;
    }

    private static boolean matches(PathPattern pattern, String url) {
        if (!url.startsWith("/")) {
            return false;
        }
        List<String> segments = pattern.segments();
        String[] parts = parts(pattern, url);
        boolean matches = parts.length == segments.size();
        for (int i = 0; i < parts.length && matches; i++) {
            String literal = segments.get(i);
            matches = literal == null ? !parts[i].isEmpty() : decode(literal).equals(decode(parts[i]));
        }
        return matches;
    }

    private static String[] parts(PathPattern pattern, String url) {
        return url.substring(1).split("/", pattern.takesRemainder() ? pattern.segments().size() : -1);
    }

    /** Returns a text in which a parameter is greater than a literal segment. */
    private static String places(PathPattern pattern) {
        StringBuilder places = new StringBuilder();
        pattern.segments().forEach(segment -> places.append(segment == null ? 1 : 0));
        return places.toString();
    }

    private static String decode(String text) {
        return ESCAPES.matcher(text).replaceAll(
                escapes -> Matcher.quoteReplacement(URLDecoder.decode(escapes.group(), StandardCharsets.UTF_8)));
    }
}
