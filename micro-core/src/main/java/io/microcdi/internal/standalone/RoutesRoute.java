package io.microcdi.internal.standalone;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;

import io.microcdi.RawJson;
import io.microcdi.RouteContext;
import io.microcdi.internal.json.JsonTrees;
import io.microcdi.internal.json.TrustedJson;
import io.microcdi.internal.node.Node;
import io.microcdi.internal.route.PathPattern;
import io.microcdi.internal.route.RequestRefusedException;
import io.microcdi.internal.route.RouteSpec;
import io.microcdi.internal.wire.JsonText;

/**
 * Answers {@code /-/routes}, which every node serves: the routes of its application (wire, Routes that every node has).
 * An answer has at most 1,000 routes, and ends early with the first after 64 Ki characters. It is made on a handler's thread, and
 * the first answer is kept until the routes change. Thread-safe.
 */
final class RoutesRoute {

    private static final int MAX_ROUTES = 1_000;
    private static final int MAX_CHARS = 64 << 10;
    /** More than the number of a node's own routes, which the table lists with the others. */
    private static final int OWN = 32;

    private final Node node;
    private volatile First first = new First(this, null);

    private RoutesRoute(Node node) {
        this.node = node;
    }

    /** The first answer for a version of the routes. */
    private record First(Object version, TrustedJson answer) {
    }

    static void register(Node node) {
        RoutesRoute route = new RoutesRoute(node);
        node.registerOwnLong(Node.ROUTES, context -> route.answer(after(context)));
    }

    private TrustedJson answer(String after) {
        if (!after.isEmpty()) {
            return new TrustedJson(list(after));
        }
        // the version first: a change after it makes the next request read the routes again
        Object version = node.routesVersion();
        First known = first;
        if (!known.version.equals(version)) {
            known = new First(version, new TrustedJson(list(after)));
            first = known;
        }
        return known.answer;
    }

    private String list(String after) {
        StringBuilder json = new StringBuilder("{\"routes\":[");
        int count = 0;
        boolean more = false;
        for (RouteSpec route : node.routes(after, MAX_ROUTES + OWN)) {
            if (route.pattern().text().startsWith(Node.OWN_ROUTES)) {
                continue;
            }
            if (count == MAX_ROUTES || json.length() > MAX_CHARS) {
                more = true;
                break;
            }
            json.append(count++ == 0 ? "" : ",");
            write(route, json);
        }
        return json.append(more ? "],\"more\":true}" : "]}").toString();
    }

    private static void write(RouteSpec route, StringBuilder json) {
        PathPattern pattern = route.pattern();
        Set<String> roles = route.access().roles();
        json.append("{\"path\":").append(JsonText.quote(pattern.text())).append(",\"parameters\":")
                .append(texts(pattern.parameters().stream())).append(",\"idempotent\":").append(route.idempotent());
        if (roles != null) {
            json.append(",\"roles\":").append(texts(roles.stream().sorted()));
        }
        json.append('}');
    }

    private static String texts(Stream<String> texts) {
        return texts.map(JsonText::quote).collect(Collectors.joining(",", "[", "]"));
    }

    /** Returns the shape of the path after which the answer begins; empty for the first. */
    private static String after(RouteContext context) {
        try {
            JsonValue payload = JsonTrees.read(context.<RawJson>payload(RawJson.class).text());
            String path = payload instanceof JsonObject object ? object.getString("after", "") : "";
            return path.isEmpty() ? path : PathPattern.parse(path).shape();
        } catch (JsonException | IllegalArgumentException e) {
            throw new RequestRefusedException(400, Node.ROUTES + " expects {\"after\": path of a route} or nothing");
        }
    }
}
