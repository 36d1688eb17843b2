package io.microcdi.it.browser;

import java.io.StringReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;

/** A node that answers everything with a text which would draw, hide or turn something on a page. */
final class HostileNode implements WebSocket.Listener, AutoCloseable {

    static final String TEXT = "<img src=x onerror=alert(1)>\u202e\u2066\u200b\ufeff\u00ad\u2028\u001b[2J\u0085\u115f\ufe0f end";
    static final String ENCODED = URLEncoder.encode(TEXT, StandardCharsets.UTF_8).replace("+", "%20");
    /** The part of the reason of its close that a page shows as it is. */
    static final String REASON = "bye<img src=x>";

    private final StringBuilder parts = new StringBuilder();
    private CompletableFuture<?> written = CompletableFuture.completedFuture(null);
    private WebSocket socket;

    private HostileNode() {
    }

    /** Registers one that announces 127.0.0.1. */
    static HostileNode join(URI registry, int announcedPort, String namespace) {
        HostileNode node = new HostileNode();
        node.socket = HttpClient.newHttpClient().newWebSocketBuilder()
                .buildAsync(
                        URI.create("ws://" + registry.getAuthority() + "/127.0.0.1/" + announcedPort + "/" + namespace
                                + "?v=1&id=" + UUID.randomUUID() + "&features=errors,metadata,path&version=1.0"),
                        node)
                .join();
        return node;
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        parts.append(data);
        if (last) {
            try (JsonReader reader = Json.createReader(new StringReader(parts.toString()))) {
                answer(reader.readObject());
            }
            parts.setLength(0);
        }
        webSocket.request(1);
        return null;
    }

    private void answer(JsonObject frame) {
        if (frame.getInt("mode") == 0 && frame.getBoolean("twoway", false)) {
            JsonObject data = Json.createObjectBuilder().add("status", 200)
                    .add("data", result(frame.getJsonObject("data").getString("url"))).build();
            String text = Json.createObjectBuilder().add("id", frame.get("id")).add("mode", 1).add("twoway", false)
                    .add("data", data).build().toString();
            written = written.thenCompose(before -> socket.sendText(text, true));
        }
    }

    private static JsonValue result(String url) {
        return switch (url) {
            case "/-/routes" -> json("""
                    {"routes": [{"path": "/x%1$s", "parameters": ["%1$s"], "idempotent": true, "roles": ["%1$s"]}]}""");
            case "/-/openapi" -> json("""
                    {"openapi": "3.1.0", "info": {"title": "%1$s", "version": "%1$s"}, "paths": {"/any": {"post": {
                     "requestBody": {"content": {"application/json": {"schema": {"properties": {
                       "note": {"default": "%1$s"}, "%1$s": {"type": "string"}}}}}}}}}}""");
            default -> json("{\"%1$s\": [\"%1$s\"]}");
        };
    }

    private static JsonObject json(String template) {
        String text = Json.createValue(TEXT).toString();
        try (JsonReader reader = Json.createReader(
                new StringReader(template.replace("%1$s", text.substring(1, text.length() - 1))))) {
            return reader.readObject();
        }
    }

    /** Leaves, for a reason of the same kind. */
    void leave() {
        socket.sendClose(WebSocket.NORMAL_CLOSURE, REASON + TEXT.substring(TEXT.indexOf('\u202e'))).join();
    }

    @Override
    public void close() {
        socket.abort();
    }
}
