package io.microcdi.internal.registry.it;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.TimeUnit;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;

import io.microcdi.MicroNode;
import io.microcdi.RawJson;
import io.microcdi.error.MicroException;
import io.microcdi.testing.socket.NodeSocket;
import io.microcdi.testing.support.Json;

/** All kinds of callers of one node. */
final class Callers implements AutoCloseable {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final List<String> JSON_ITSELF = List.of("JsonObject", "JsonValue", "Object", "RawJson");

    private final URI gateway;
    private final String namespace;
    private final MicroNode provider;
    private final MicroNode java;
    private final NodeSocket nodeJs;
    private int nextId;

    Callers(RegistryProcess registry, MicroNode provider) throws Exception {
        this.provider = provider;
        namespace = provider.namespace();
        gateway = registry.page().resolve("/call/" + namespace);
        java = MicroNode.builder("java-caller").registry("ws://127.0.0.1:" + registry.port())
                .listen("127.0.0.1", 0).build();
        java.start();
        java.ready().toCompletableFuture().get(30, TimeUnit.SECONDS);
        int port = Integer.parseInt(provider.key().substring(provider.key().lastIndexOf(':') + 1));
        nodeJs = NodeSocket.connect(port, "/127.0.0.1/9199/nodejs-caller");
    }

    /** The kinds of callers. */
    enum Kind {
        /** A node of this project. */
        JAVA,
        /** The node itself. */
        SELF,
        /** A peer of the Node.js package, without a correlation id. */
        NODE_JS,
        /** A peer of the Node.js package, which puts its correlation id into the payload. */
        NODE_JS_CORRELATED,
        /** An HTTP client. */
        GATEWAY;

        /** Whether a handler with this type of a parameter is given just what this caller passed. */
        boolean canSay(String payload, String type) {
            if (this != NODE_JS_CORRELATED) {
                return true;
            }
            // its wrapper around a value that is no object looks like a map with the one entry "data"
            boolean wrapperOrMap = List.of("map", "counts").contains(type) && !payload.startsWith("{")
                    && !payload.equals("null");
            return !JSON_ITSELF.contains(type) && !payload.isEmpty() && !payload.equals("{}") && !wrapperOrMap;
        }
    }

    /**
     * Calls.
     *
     * @param payload JSON text, or nothing
     * @return the text that the handler answered, or the status if it is no success
     */
    String call(Kind kind, String url, String payload) {
        try {
            return switch (kind) {
                case JAVA -> call(java, url, payload);
                case SELF -> call(provider, url, payload);
                case NODE_JS -> frame(url, payload);
                case NODE_JS_CORRELATED -> frame(url, correlated(payload));
                case GATEWAY -> post(url, payload);
            };
        } catch (Exception e) {
            throw new AssertionError(kind + " " + url + " " + payload, e);
        }
    }

    private String call(MicroNode node, String url, String payload) {
        try {
            return node.caller().to(namespace).retries(0).call(url,
                    payload.isEmpty() ? RawJson.ABSENT : new RawJson(payload), String.class);
        } catch (MicroException e) {
            return Integer.toString(e.status());
        }
    }

    /** As the package does: into an object, beside anything else. */
    private static String correlated(String payload) {
        String id = "\"_correlationId\":\"c-1\"";
        if (payload.isEmpty()) {
            return "{" + id + "}";
        }
        return payload.startsWith("{") ? "{" + id + (payload.equals("{}") ? "" : ",") + payload.substring(1)
                : "{" + id + ",\"data\":" + payload + "}";
    }

    private String frame(String url, String payload) throws Exception {
        int id = nextId++;
        nodeJs.send("{\"id\":" + id + ",\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"" + url + "\""
                + (payload.isEmpty() ? "" : ",\"data\":" + payload) + "}}");
        JsonObject answer = nodeJs.next();
        if (answer.getInt("id") != id) {
            throw new AssertionError(answer);
        }
        JsonObject data = answer.getJsonObject("data");
        JsonValue result = data.get("data");
        return data.getInt("status") == 200 ? ((JsonString) result).getString() : data.get("status").toString();
    }

    private String post(String url, String payload) throws Exception {
        HttpResponse<String> answer = CLIENT.send(HttpRequest.newBuilder(URI.create(gateway + url))
                .setHeader("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(payload))
                .build(), HttpResponse.BodyHandlers.ofString());
        return answer.statusCode() == 200
                ? Json.object("{\"text\":" + answer.body() + "}").getString("text")
                : Integer.toString(answer.statusCode());
    }

    @Override
    public void close() {
        nodeJs.close();
        java.stop();
    }
}
