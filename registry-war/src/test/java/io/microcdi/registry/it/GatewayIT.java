package io.microcdi.registry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import jakarta.json.JsonObject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls by HTTP, through the registry that runs by itself, to a node on a plain socket. */
class GatewayIT {

    private static final String NODE = "127.0.0.1:9100";

    private static RegistryProcess registry;
    private static Http http;
    private static NodeSocket node;
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws Exception {
        registry = RegistryProcess.start();
        http = new Http(registry.page());
        node = NodeSocket.connect(registry.port(), "/127.0.0.1/9100/shop/eu");
        http.awaitInstance(NODE, Objects::nonNull);
    }

    @AfterAll
    static void stop() throws Exception {
        node.close();
        registry.close();
    }

    @Test
    void thePayloadAndTheResultPassAsTheyCame() throws Exception {
        CompletableFuture<HttpResponse<String>> answer = post("/call/shop/eu/orders/7", "{\"a\": 1.50,  \"b\":[]}");
        JsonObject request = node.next();
        assertThat(request.getJsonObject("data").getString("url")).isEqualTo("/orders/7");
        assertThat(request.getJsonObject("data").get("data")).hasToString("{\"a\":1.50,\"b\":[]}");
        answer(request, "{\"status\":200,\"data\":{\"big\": 12345678901234567890,  \"e\":1e2}}");
        HttpResponse<String> response = answer.get(10, TimeUnit.SECONDS);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json;charset=UTF-8");
        assertThat(response.body()).isEqualTo("{\"big\": 12345678901234567890,  \"e\":1e2}");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', value = { "418, 418", "500, 500", "\"OUT_OF_STOCK\", 502", "104, 502" })
    void theHandlersStatusIsKeptWhereHttpHasIt(String told, int status) throws Exception {
        CompletableFuture<HttpResponse<String>> answer = post("/call/shop/eu/buy", "null");
        answer(node.next(), "{\"status\":" + told + ",\"data\":null,\"message\":\"sorry\"}");
        HttpResponse<String> response = answer.get(10, TimeUnit.SECONDS);
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).contains("sorry");
    }

    @Test
    void whatHasNoResultHasNoContent() throws Exception {
        CompletableFuture<HttpResponse<String>> answer = post("/call/shop/eu/log", "\"line\"");
        answer(node.next(), "{\"status\":200}");
        assertThat(answer.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(204);
    }

    @Test
    void pastItsTimeoutTheNodeIsToldToStop() throws Exception {
        CompletableFuture<HttpResponse<String>> answer = post("/call/shop/eu/slow?timeout=100ms", "{}");
        int id = node.next().getInt("id");
        assertThat(answer.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(504);
        JsonObject abort = node.next();
        assertThat(abort.getInt("mode")).isEqualTo(2);
        assertThat(abort.getInt("data")).isEqualTo(id);
    }

    @Test
    void whatIsRefusedReachesNoNode() throws Exception {
        assertThat(post("/call/shop/eu/x", "{oops").get().statusCode()).isEqualTo(400);
        assertThat(post("/call/shop/eu/x?timeout=soon", "{}").get().body()).contains("timeout=soon");
        assertThat(post("/call/nobody/x", "{}").get().statusCode()).isEqualTo(404);
        assertThat(send(request("/call/shop/eu/x", "{}").setHeader("Content-Type", "text/plain")).get().statusCode())
                .isEqualTo(415);
        assertThat(send(request("/call/shop/eu/x", "{}").setHeader("Origin", "https://evil.example")).get()
                .statusCode()).isEqualTo(403);
        assertThat(http.send("GET", "/call/shop/eu/x").statusCode()).isEqualTo(405);
    }

    @Test
    void theSameOriginMayCall() throws Exception {
        String origin = "http://" + registry.page().getAuthority();
        CompletableFuture<HttpResponse<String>> answer = send(
                request("/call/shop/eu/x", "{}").setHeader("Origin", origin));
        answer(node.next(), "{\"status\":200,\"data\":1}");
        assertThat(answer.get(10, TimeUnit.SECONDS).body()).isEqualTo("1");
    }

    @Test
    void oneNamespaceIsToldOf() throws Exception {
        JsonObject namespace = http.json("/api/namespaces/shop/eu");
        assertThat(namespace.getString("name")).isEqualTo("shop/eu");
        JsonObject instance = namespace.getJsonArray("instances").getJsonObject(0);
        assertThat(instance.getInt("dialect")).isEqualTo(1);
        assertThat(instance.getInt("proxied")).isNotNegative();
        assertThat(http.send("GET", "/api/namespaces/shop").statusCode()).isEqualTo(404);
    }

    @Test
    void whoLeftIsToldOf() throws Exception {
        String key = "127.0.0.1:9200";
        try (NodeSocket leaving = NodeSocket.connect(registry.port(), "/127.0.0.1/9200/leaver")) {
            assertThat(leaving).isNotNull();
            http.awaitInstance(key, Objects::nonNull);
        }
        http.awaitInstance(key, Objects::isNull);
        assertThat(http.json("/api/status").getJsonArray("departed").getValuesAs(JsonObject.class))
                .anySatisfy(departed -> {
                    assertThat(departed.getString("key")).isEqualTo(key);
                    assertThat(departed.getString("namespace")).isEqualTo("leaver");
                    assertThat(departed.getString("reason")).isNotEmpty();
                });
    }

    private static CompletableFuture<HttpResponse<String>> post(String path, String body) {
        return send(request(path, body));
    }

    private static HttpRequest.Builder request(String path, String body) {
        return HttpRequest.newBuilder(URI.create(registry.page().resolve("/") + path.substring(1)))
                .setHeader("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body));
    }

    private static CompletableFuture<HttpResponse<String>> send(HttpRequest.Builder request) {
        return CLIENT.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static void answer(JsonObject request, String data) throws Exception {
        node.send("{\"id\":" + request.getInt("id") + ",\"mode\":1,\"twoway\":false,\"data\":" + data + "}");
    }
}
