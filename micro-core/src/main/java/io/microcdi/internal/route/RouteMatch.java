package io.microcdi.internal.route;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A route that serves a url.
 *
 * @param url the url of the request, unchanged
 */
public record RouteMatch(Route route, String url) {

    /** Returns the value of a path parameter, percent-decoded; {@code null} if there is no parameter of that name. */
    public String parameter(String name) {
        int number = names().indexOf(name);
        return number < 0 ? null : value(number);
    }

    /** Returns the values of all path parameters by name, in the order of the path. The map is immutable. */
    public Map<String, String> parameters() {
        if (names().isEmpty()) {
            return Map.of();
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < names().size(); i++) {
            values.put(names().get(i), value(i));
        }
        return Collections.unmodifiableMap(values);
    }

    private List<String> names() {
        return route.spec().pattern().parameters();
    }

    /**
     * Returns the value of a parameter. It is cut out of the url when it is read, so that a request whose handler does
     * not read it costs nothing more.
     */
    private String value(int number) {
        int start = 1;
        int left = number;
        for (String segment : route.spec().pattern().segments()) {
            int end = url.indexOf('/', start);
            if (segment == null && left-- == 0) {
                boolean remainder = number == names().size() - 1 && route.spec().pattern().takesRemainder();
                return CanonicalUrl.decode(url.substring(start, end < 0 || remainder ? url.length() : end));
            }
            start = end + 1;
        }
        throw new IllegalStateException(url + " does not fit " + route.spec().pattern().text());
    }
}
