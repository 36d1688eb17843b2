package io.microcdi.internal.node;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;

import io.microcdi.internal.address.PeerInfo;
import io.microcdi.internal.json.JsonTrees;
import io.microcdi.internal.route.IdempotentRoutes;
import io.microcdi.internal.wire.JsonText;

/**
 * The first frame from the end that accepts a link, if the dialler announced a version (wire, Connecting). It confirms
 * that the acceptor has read the query of the handshake: a server of another project ignores the query.
 *
 * @param namespace the namespace of the acceptor; empty if the hello has none
 * @param maxMessage the largest message that the acceptor takes, in characters; 0 if the hello does not say it
 * @param idempotent says whether the route of a url is idempotent
 * @param held the bytes, about, that the link's node holds for the content of an unusually large hello
 * @param nonce the nonce of a registry, in base64url, for the proof of a lease; empty for none
 * @param cluster the name of the cluster of which a registry is a member; empty for none
 */
record Hello(PeerInfo info, String namespace, int maxMessage, Predicate<String> idempotent, long held, String nonce,
        String cluster) {

    static final String URL = "/-/hello";

    private static final int MAX_ROUTES = 10_000;
    private static final int BYTES_OF_ROUTE = 512;
    /** A hello that is not longer is a part of what every link costs. */
    private static final int USUAL_CHARS = 4 << 10;
    /**
     * The form of a nonce. A peer chooses the nonce, and this node signs it. So it must not be a text that has another
     * meaning when it is signed.
     */
    private static final Pattern NONCE = Pattern.compile("[A-Za-z0-9_-]{0,128}");

    static String write(PeerInfo info, String namespace, int maxMessage, IdempotentRoutes idempotent, String nonce,
            String cluster) {
        return end(begin(info, namespace, maxMessage, idempotent), nonce, cluster);
    }

    /** Returns the part of a hello that is the same for all links. */
    static String begin(PeerInfo info, String namespace, int maxMessage, IdempotentRoutes idempotent) {
        return "{\"v\":1,\"id\":" + JsonText.quote(info.id()) + ",\"namespace\":" + JsonText.quote(namespace)
                + ",\"features\":" + array(info.features().stream().sorted()) + ",\"maxMessage\":" + maxMessage
                + ",\"path\":" + JsonText.quote(info.path()) + ",\"scheme\":" + JsonText.quote(info.scheme())
                + ",\"idempotent\":" + array(idempotent.paths().stream())
                + (idempotent.exceptions().isEmpty() ? ""
                        : ",\"notIdempotent\":" + array(idempotent.exceptions().stream()));
    }

    /** Returns a hello with its part for one link. */
    static String end(String begin, String nonce, String cluster) {
        return begin + (nonce.isEmpty() ? "" : ",\"nonce\":" + JsonText.quote(nonce))
                + (cluster.isEmpty() ? "" : ",\"cluster\":" + JsonText.quote(cluster)) + "}";
    }

    private static String array(Stream<String> texts) {
        return texts.map(JsonText::quote).collect(Collectors.joining(",", "[", "]"));
    }

    /**
     * Reads a hello.
     *
     * @throws IllegalArgumentException if the payload is not a hello
     */
    static Hello read(String payload) {
        try {
            JsonObject hello = JsonTrees.read(payload).asJsonObject();
            JsonArray idempotent = hello.getOrDefault("idempotent", JsonValue.EMPTY_JSON_ARRAY).asJsonArray();
            JsonArray exceptions = hello.getOrDefault("notIdempotent", JsonValue.EMPTY_JSON_ARRAY).asJsonArray();
            PeerInfo info = PeerInfo.of(hello.getString("id"), features(hello.get("features")),
                    hello.getString("path", ""), hello.getString("scheme", "ws"));
            return new Hello(info, hello.getString("namespace", ""), hello.getInt("maxMessage", 0),
                    routes(idempotent, exceptions).reader(), held(payload, idempotent.size() + exceptions.size()),
                    nonce(hello.getString("nonce", "")),
                    hello.getString("cluster", ""));
        } catch (JsonException e) {
            throw new IllegalArgumentException("not a hello: it is no JSON: " + e.getMessage(), e);
        } catch (ClassCastException | NullPointerException e) {
            throw new IllegalArgumentException(
                    "not a hello: it is no object, or a member is missing or of another type",
                    e);
        }
    }

    private static long held(String payload, int routes) {
        return payload.length() <= USUAL_CHARS ? 0
                : payload.length() + (long) BYTES_OF_ROUTE * Math.min(routes, MAX_ROUTES);
    }

    private static String nonce(String text) {
        if (!NONCE.matcher(text).matches()) {
            throw new IllegalArgumentException("not a hello: its nonce is not base64url of at most 128 characters");
        }
        return text;
    }

    private static String features(JsonValue features) {
        if (features instanceof JsonArray array) {
            return array.getValuesAs(JsonString.class).stream().map(JsonString::getString)
                    .collect(Collectors.joining(","));
        }
        return features instanceof JsonString text ? text.getString() : "";
    }

    /** Returns the routes of a hello; none if they are too many, or if nothing is idempotent. */
    private static IdempotentRoutes routes(JsonArray paths, JsonArray exceptions) {
        return paths.isEmpty() || paths.size() + exceptions.size() > MAX_ROUTES
                ? new IdempotentRoutes(List.of(), List.of())
                : new IdempotentRoutes(texts(paths), texts(exceptions));
    }

    private static List<String> texts(JsonArray array) {
        return array.getValuesAs(JsonString.class).stream().map(JsonString::getString).toList();
    }
}
