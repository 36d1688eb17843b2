package io.microcdi.internal.opentelemetry;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The names of called methods: namespace and route. A caller does not know the pattern of a route. Therefore a segment with a
 * digit or a percent sign, or with more than 32 characters, becomes <code>{}</code>, and so does the host of an address. The
 * number of names is bounded for each namespace and in total, because each name makes series of a metric. Other texts that
 * make series have bounds, too. Thread-safe.
 */
final class MethodNames {

    /** The name of all methods beyond the bound, as the conventions say. */
    static final String OTHER = "_OTHER";
    static final int MAX_NAMES = 100;
    static final int MAX_NAMESPACES = 100;
    static final int MAX_TOTAL = 1_000;

    private static final int MAX_SEGMENT = 32;
    private static final String SCHEME_END = "://";

    private final Map<String, Set<String>> byNamespace = new ConcurrentHashMap<>();
    private final Room all = new Room(MAX_TOTAL);
    private final Room served = new Room(MAX_TOTAL);
    private final Room callees = new Room(MAX_NAMESPACES);
    private final Room instances = new Room(MAX_TOTAL);

    /** The first texts of a kind, up to a bound. */
    private static final class Room {

        private final Set<String> texts = ConcurrentHashMap.newKeySet();
        private final int max;

        Room(int max) {
            this.max = max;
        }

        boolean isFull() {
            return texts.size() >= max;
        }

        /** Stores a text if there is room. Returns whether it is stored. */
        boolean admits(String text) {
            if (texts.contains(text)) {
                return true;
            }
            if (isFull()) {
                return false;
            }
            synchronized (this) {
                return !isFull() && texts.add(text) || texts.contains(text);
            }
        }
    }

    /** Returns the name of the method that a url calls. It is for spans, whose names are not bounded. */
    static String masked(String namespace, String url) {
        String path = url.split("[?#]", 2)[0];
        return masked(namespace) + Stream.of(path.split("/", -1)).map(MethodNames::segment)
                .collect(Collectors.joining("/"));
    }

    /**
     * Returns the name for the metric of a call that has ended. It stores the name only if there is such a route, so that
     * invented urls take no room.
     *
     * @param name what {@link #masked} has returned
     * @param found false if there is no such route, or if no instance of the namespace was found
     */
    String measured(String namespace, String name, boolean found) {
        if (isKept(namespace, name)) {
            return name;
        }
        if (!found || !hasRoom(namespace) || !all.admits(name)) {
            return OTHER;
        }
        byNamespace.computeIfAbsent(masked(namespace), key -> ConcurrentHashMap.newKeySet()).add(name);
        return name;
    }

    /** Returns the name of a served method for the metric: an application may register routes while it runs. */
    String served(String name) {
        return served.admits(name) ? name : OTHER;
    }

    /** Returns a called namespace for a metric, without the host of an address; {@link #OTHER} if there is no room for it. */
    String callee(String namespace) {
        String name = masked(namespace);
        return callees.admits(name) ? name : OTHER;
    }

    /** Returns whether the address of an instance is shown in a metric: instances come and go with other addresses. */
    boolean isShown(@Nullable String instance) {
        return instance != null && instances.admits(instance);
    }

    private boolean isKept(String namespace, String name) {
        return byNamespace.getOrDefault(masked(namespace), Set.of()).contains(name);
    }

    private boolean hasRoom(String namespace) {
        Set<String> names = byNamespace.get(masked(namespace));
        return !all.isFull() && (names == null ? byNamespace.size() < MAX_NAMESPACES : names.size() < MAX_NAMES);
    }

    /** Hides host and port of an address that is called without a namespace. */
    private static String masked(String namespace) {
        int end = namespace.indexOf(SCHEME_END);
        return end < 0 ? namespace : namespace.substring(0, end + SCHEME_END.length()) + "{}";
    }

    private static String segment(String segment) {
        return segment.length() > MAX_SEGMENT
                || segment.chars().anyMatch(c -> c == '%' || Character.isDigit(c) || c > '~') ? "{}" : segment;
    }
}
