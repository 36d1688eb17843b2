package io.microcdi.cdi.route;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The path of a route as it is written in the annotation.
 *
 * @param text the path, as {@code /orders/{id}}
 * @param names the names in its braces, in their order
 */
public record RoutePath(String text, List<String> names) {

    private static final Pattern PARAMETER = Pattern.compile("\\{([A-Za-z_][A-Za-z0-9_.-]*)}");
    private static final Pattern LITERAL = Pattern.compile("[^{}?#\\s\\p{Cntrl}]+");

    /**
     * Reads a path.
     *
     * @throws IllegalArgumentException if it cannot be one; the message says why
     */
    static RoutePath parse(String text) {
        if (!text.startsWith("/")) {
            throw new IllegalArgumentException("it must begin with /");
        }
        if (text.equals("/-") || text.startsWith("/-/")) {
            throw new IllegalArgumentException("paths that begin with /-/ are reserved");
        }
        List<String> names = new ArrayList<>();
        for (String segment : text.equals("/") ? new String[0] : text.substring(1).split("/", -1)) {
            Matcher parameter = PARAMETER.matcher(segment);
            if (parameter.matches()) {
                names.add(parameter.group(1));
            } else if (!LITERAL.matcher(segment).matches()) {
                throw new IllegalArgumentException("the segment \"" + segment
                        + "\" must be a {name}, or characters without braces, ?, # and white space");
            }
        }
        if (names.stream().distinct().count() < names.size()) {
            throw new IllegalArgumentException("a name is in it twice");
        }
        return new RoutePath(text, List.copyOf(names));
    }

    /** Equal for paths that match the same urls, whatever their parameters are called. */
    public String shape() {
        return PARAMETER.matcher(text).replaceAll("{}");
    }

    /** The names as they are said in messages: {@code {id}, {line}}, or {@code none}. */
    String described() {
        return names.isEmpty() ? "none" : names.stream().collect(Collectors.joining("}, {", "{", "}"));
    }
}
