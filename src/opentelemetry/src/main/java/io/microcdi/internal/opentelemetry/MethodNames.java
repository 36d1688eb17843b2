package io.microcdi.internal.opentelemetry;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The names of called methods: namespace and route. A caller does not know the pattern of a route, so that a segment with a
 * digit or a percent sign, or with more than 32 characters, is shown as <code>{}</code>. The number of names is bounded, since
 * each one makes series of a metric. Thread-safe.
 */
final class MethodNames {

    /** The name of all methods beyond the bound, as the conventions say. */
    static final String OTHER = "_OTHER";
    private static final int MAX_NAMES = 1_000;
    private static final int MAX_SEGMENT = 32;

    private final Set<String> names = ConcurrentHashMap.newKeySet();

    /** Returns the name of the method that a url calls. */
    String of(String namespace, String url) {
        String path = url.split("[?#]", 2)[0];
        String name = namespace + Stream.of(path.split("/", -1)).map(MethodNames::segment)
                .collect(Collectors.joining("/"));
        if (names.contains(name)) {
            return name;
        }
        return names.size() < MAX_NAMES && names.add(name) ? name : OTHER;
    }

    private static String segment(String segment) {
        return segment.length() > MAX_SEGMENT
                || segment.chars().anyMatch(c -> c == '%' || Character.isDigit(c) || c > '~') ? "{}" : segment;
    }
}
