package io.microcdi.internal.client;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.microcdi.internal.node.RoutePath;
import io.microcdi.internal.route.ParamConverter;
import io.microcdi.internal.route.PathPattern;
import io.microcdi.internal.route.RouteMatch;
import io.microcdi.internal.route.RouteSpec;
import io.microcdi.internal.route.RouteTable;
import io.microcdi.it.fuzz.Input;

/**
 * The paths of routes, and urls: a table finds the route of a url that a plain comparison of the segments finds, and a
 * parameter in the url of a typed client is the same at the service.
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
                // one slash at the end is dropped, of several only the last
                if (pattern.text().length() == 1 || !pattern.text().endsWith("/")) {
                    Input.same(pattern, PathPattern.parse(pattern.text()), "a path is read again as the same");
                }
                table.add(new RouteSpec(pattern, false, false), context -> null);
                patterns.add(pattern);
            } catch (IllegalArgumentException refused) {
                // no path, or one that is taken
            }
        }
        RouteMatch match = table.find(url);
        if (match == null) {
            // a slash at the end is ignored, also where a remainder would take it
            Input.check(patterns.stream().noneMatch(pattern -> matches(pattern, withoutSlash(url))),
                    "a route of the url is found",
                    texts,
                    url);
            return;
        }
        PathPattern found = match.route().spec().pattern();
        // a percent-encoded url is decoded before it is compared
        Input.check(url.indexOf('%') >= 0 || matches(found, withoutSlash(url)),
                "the found route is one of the url", found, url);
        Input.same(found.parameters().size(), match.parameters().size(), "each parameter has a value");
        match.parameters().values().forEach(UrlFuzz::convert);
    }

    private static String withoutSlash(String url) {
        return url.length() > 1 && url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    /** Compares segment by segment. */
    private static boolean matches(PathPattern pattern, String url) {
        if (!url.startsWith("/")) {
            return false;
        }
        List<String> segments = pattern.segments();
        String[] parts = url.substring(1).split("/", pattern.takesRemainder() ? segments.size() : -1);
        if (parts.length != segments.size()) {
            return false;
        }
        for (int i = 0; i < parts.length; i++) {
            if (segments.get(i) == null ? parts[i].isEmpty() : !segments.get(i).equals(parts[i])) {
                return false;
            }
        }
        return true;
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
