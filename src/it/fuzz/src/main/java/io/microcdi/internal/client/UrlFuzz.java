package io.microcdi.internal.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Predicate;

import io.microcdi.internal.node.RoutePath;
import io.microcdi.internal.route.ParamConverter;
import io.microcdi.internal.route.PathPattern;
import io.microcdi.internal.route.RouteMatch;
import io.microcdi.internal.route.RouteSpec;
import io.microcdi.internal.route.RouteTable;
import io.microcdi.it.fuzz.Input;

/**
 * The paths of routes, and urls: a table finds the route of a url that {@link PlainRoutes} finds, its caller knows whether
 * that route is idempotent, and a parameter in the url of a typed client is the same at the service.
 */
public final class UrlFuzz {

    private static final List<ParamConverter> CONVERTERS = List.of(converter(int.class), converter(double.class),
            converter(boolean.class), converter(UUID.class),
            converter(Thread.State.class));

    private UrlFuzz() {
    }

    private static ParamConverter converter(Class<?> type) {
        return ParamConverter.of(type).orElse(text -> text);
    }

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        Input input = new Input(bytes);
        int routes = input.below(4);
        List<String> patterns = new ArrayList<>();
        for (int i = 0; i <= routes; i++) {
            patterns.add(input.line());
        }
        String url = input.line();
        List<String> values = new ArrayList<>();
        while (input.hasMore()) {
            values.add(input.line());
        }
        Input.timed(bytes.length, () -> {
            find(patterns, url);
            client(patterns.get(0), values);
        });
    }

    private static void find(List<String> texts, String url) {
        RouteTable table = new RouteTable();
        List<PathPattern> patterns = new ArrayList<>();
        for (String text : texts) {
            try {
                PathPattern pattern = PathPattern.parse(text);
                Input.same(pattern, PathPattern.parse(pattern.text()), "a path is read again as the same");
                Input.same(pattern.segments().size(), pattern.canonical().substring(1).split("/", -1).length,
                        "the canonical form has the segments of the path");
                table.add(new RouteSpec(pattern, isIdempotent(pattern), false), context -> null);
                patterns.add(pattern);
            } catch (IllegalArgumentException refused) {
                // no path, or one that is taken
            }
        }
        Predicate<String> repeated = table.idempotent().reader();
        found(table, repeated, patterns, url);
        // each path is a url, too, which may find another route
        patterns.forEach(pattern -> found(table, repeated, patterns, pattern.text()));
    }

    private static void found(RouteTable table, Predicate<String> repeated, List<PathPattern> patterns, String url) {
        PathPattern expected = PlainRoutes.find(patterns, url);
        RouteMatch match = table.find(url);
        Input.check(Objects.equals(expected, match == null ? null : match.route().spec().pattern()),
                "the route of the highest precedence is found", url, expected, match, patterns);
        Input.check((expected != null && isIdempotent(expected)) == repeated.test(url),
                "a caller knows whether the route is idempotent", url, expected, patterns);
        if (match != null) {
            Input.same(PlainRoutes.values(expected, url), List.copyOf(match.parameters().values()),
                    "each parameter has the value in the url");
            match.parameters().values().forEach(UrlFuzz::convert);
        }
    }

    /** A node's own routes all are idempotent. */
    private static boolean isIdempotent(PathPattern pattern) {
        return pattern.text().length() % 2 == 0 || pattern.text().startsWith(PathPattern.OWN_ROUTES);
    }

    private static void convert(String text) {
        for (ParamConverter converter : CONVERTERS) {
            try {
                converter.convert(text);
            } catch (Exception refused) {
                // as it is documented
            }
        }
    }

    private static void client(String text, List<String> values) {
        RoutePath path;
        try {
            path = RoutePath.parse(text);
        } catch (IllegalArgumentException refused) {
            return;
        }
        if (values.size() < path.names().size()) {
            return;
        }
        List<String> given = values.subList(0, path.names().size());
        String url;
        try {
            url = new ClientUrl("method", path).of(given.toArray());
        } catch (IllegalArgumentException refused) {
            Input.check(given.stream().anyMatch(String::isEmpty), "only an empty value is refused", given);
            return;
        }
        RouteTable table = new RouteTable();
        table.add(new RouteSpec(path.pattern(), false, false), context -> null);
        RouteMatch match = table.find(url);
        Input.check(match != null, "the url of a client is one of its route", text, url);
        Input.same(given, List.copyOf(match.parameters().values()), "a service gets the values of the client");
    }
}
