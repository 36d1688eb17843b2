package io.microcdi.internal.registry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.testing.socket.NodeSocket;
import io.microcdi.testing.socket.RawSocket;

/** Calls by HTTP, through the standalone registry, to a node on a plain socket. */
class GatewayIT {

    private static final String SHOP = "https://shop.example";
    private static final String NODE = "127.0.0.1:9100";

    private static RegistryProcess registry;
    private static Http http;
    private static NodeSocket node;
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws Exception {
        // the node of all tests sends no heartbeats
        registry = RegistryProcess.start("-Dmicro.allowed-origins=" + SHOP, "-Dmicro.max-members=20",
                "-Dmicro.registry-server.heartbeat-timeout=1h");
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
        HttpResponse<String> response = answer.get(60, TimeUnit.SECONDS);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json;charset=UTF-8");
        assertThat(response.body()).isEqualTo("{\"big\": 12345678901234567890,  \"e\":1e2}");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', value = { "418, 418", "500, 500", "\"OUT_OF_STOCK\", 502", "104, 502" })
    void theHandlersStatusIsKeptWhereHttpHasIt(String told, int status) throws Exception {
        CompletableFuture<HttpResponse<String>> answer = post("/call/shop/eu/buy", "null");
        answer(node.next(), "{\"status\":" + told + ",\"data\":null,\"message\":\"sorry\"}");
        HttpResponse<String> response = answer.get(60, TimeUnit.SECONDS);
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).contains("sorry");
    }

    @Test
    void theBodyOfAFailureIsPassedOn() throws Exception {
        CompletableFuture<HttpResponse<String>> answer = post("/call/shop/eu/buy", "null");
        answer(node.next(), "{\"status\":400,\"data\":{\"violations\":[]},\"message\":\"bad\",\"executed\":false}");
        HttpResponse<String> response = answer.get(60, TimeUnit.SECONDS);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body())
                .isEqualTo("{\"status\":400,\"message\":\"bad\",\"executed\":false,\"data\":{\"violations\":[]}}");
    }

    /** RFC 9112, 9.3.2. Tomcat loses its place in the connection if it is asked for bytes behind the end of a body. */
    @ParameterizedTest
    @ValueSource(strings = { "Content-Length: 1\r\n\r\n1", "Transfer-Encoding: chunked\r\n\r\n1\r\n1\r\n0\r\n\r\n" })
    void theNextRequestMayComeWithTheBody(String body) throws Exception {
        String first = "POST /call/shop/eu/log HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
        String second = "GET /api/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        try (Socket socket = new Socket("localhost", registry.port())) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write((first + body + second).getBytes(StandardCharsets.US_ASCII));
            answer(node.next(), "{\"status\":200,\"data\":\"first\"}");
            String answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(answers).containsSubsequence("HTTP/1.1 200", "first", "HTTP/1.1 200");
            assertThat(answers.split("HTTP/1.1 ", -1)).hasSize(3);
        }
    }

    /** Proxies and clients repeat calls that were answered 503, also those of POST. */
    @Test
    void aCallThatMayHaveRunIsNotAnsweredAsOneThatSurelyDidNot() throws Exception {
        CompletableFuture<HttpResponse<String>> answer;
        try (NodeSocket leaver = NodeSocket.connect(registry.port(), "/127.0.0.1/9108/charges")) {
            http.awaitInstance("127.0.0.1:9108", Objects::nonNull);
            answer = post("/call/charges/charge", "{}");
            leaver.next();
        }
        HttpResponse<String> response = answer.get(60, TimeUnit.SECONDS);
        assertThat(response.statusCode()).isEqualTo(502);
        assertThat(response.body()).contains("the link to charges closed").doesNotContain("executed");
        HttpResponse<String> unknown = post("/call/charges/charge", "{}").get(60, TimeUnit.SECONDS);
        assertThat(unknown.body()).contains("begins with no registered namespace", ",\"executed\":false}");
    }

    @ParameterizedTest
    @ValueSource(strings = { "/call/shop/eu/-/changed", "/call/shop/eu/%2D/changed", "/call/shop/eu/-/health" })
    void routesOfTheNodeItselfAreNotReached(String path) throws Exception {
        assertThat(post(path, "{}").get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(404);
    }

    @Test
    void aCallWithoutResultHasNoContent() throws Exception {
        CompletableFuture<HttpResponse<String>> answer = post("/call/shop/eu/log", "\"line\"");
        answer(node.next(), "{\"status\":200}");
        assertThat(answer.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(204);
    }

    @Test
    void pastItsTimeoutTheNodeIsToldToStop() throws Exception {
        CompletableFuture<HttpResponse<String>> answer = post("/call/shop/eu/slow?timeout=2s", "{}");
        int id = node.next().getInt("id");
        assertThat(answer.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(504);
        JsonObject abort = node.next();
        assertThat(abort.getInt("mode")).isEqualTo(2);
        assertThat(abort.getInt("data")).isEqualTo(id);
    }

    /** As the registry of that package calls on behalf of others, by either protocol of its nodes. */
    @ParameterizedTest
    @CsvSource({ "'', ws", "?protocol=ws, ws", "?protocol=http, http" })
    void aNodeOfTheSecondDialectIsCalledByTheProtocolThatWasAskedFor(String query, String protocol) throws Exception {
        try (Agent agent = new Agent(registry.port(), "users-" + protocol + query.length())) {
            CompletableFuture<HttpResponse<String>> answer = post(
                    "/call/users-" + protocol + query.length() + "/users" + query, "[7,\"x\"]");
            JsonObject data = agent.request().getJsonObject("data");
            assertThat(data).hasToString("{\"protocol\":\"" + protocol + "\",\"cmd\":\"/users\",\"props\":[7,\"x\"]}");
            assertThat(answer.get(60, TimeUnit.SECONDS).body()).isEqualTo("7");
        }
    }

    @Test
    void aNodeOfTheFirstDialectHasNoProtocols() throws Exception {
        CompletableFuture<HttpResponse<String>> answer = post("/call/shop/eu/x?protocol=http", "{}");
        JsonObject request = node.next();
        assertThat(request.getJsonObject("data").containsKey("protocol")).isFalse();
        answer(request, "{\"status\":200,\"data\":1}");
        assertThat(answer.get(60, TimeUnit.SECONDS).body()).isEqualTo("1");
    }

    @Test
    void aRefusedCallReachesNoNode() throws Exception {
        assertThat(post("/call/shop/eu/x", "{oops").get().statusCode()).isEqualTo(400);
        assertThat(post("/call/shop/eu/x?timeout=soon", "{}").get().body()).contains("timeout=soon");
        HttpResponse<String> protocol = post("/call/shop/eu/x?protocol=ftp", "{}").get();
        assertThat(protocol.statusCode()).isEqualTo(400);
        assertThat(protocol.body()).contains("protocol=ftp: expected ws or http");
        assertThat(post("/call/nobody/x", "{}").get().statusCode()).isEqualTo(404);
        assertThat(send(request("/call/shop/eu/x", "{}").setHeader("Content-Type", "text/plain")).get().statusCode())
                .isEqualTo(415);
        assertThat(send(request("/call/shop/eu/x", "{}").setHeader("Origin", "https://evil.example")).get()
                .statusCode()).isEqualTo(403);
        HttpResponse<String> get = http.send("GET", "/call/shop/eu/x");
        assertThat(get.statusCode()).isEqualTo(405);
        assertThat(get.headers().firstValue("Allow")).contains("POST, OPTIONS");
        assertThat(get.body()).isEqualTo("{\"status\":405,\"message\":\"expected POST\"}");
    }

    /** Otherwise a client would send its next request on a connection that is being closed. */
    @Test
    void aRefusalOfWhatHasABodySaysThatTheConnectionEnds() throws Exception {
        HttpResponse<String> refused = send(request("/call/shop/eu/x", "{}").setHeader("Content-Type", "text/plain"))
                .get();
        assertThat(refused.statusCode()).isEqualTo(415);
        assertThat(refused.headers().firstValue("Connection")).contains("close");
    }

    @ParameterizedTest
    @CsvSource({ "/x/../call/shop/eu/x", "//call/shop/eu/x", "/call/shop/eu/x;v=1", "/call/shop//x",
            "/call/shop/eu/%2e%2E/x",
            "/call/./shop/eu/x" })
    void aPathThatCouldMeanTwoThingsIsRefused(String path) throws Exception {
        String response = raw("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Content-Length: 2\r\nConnection: close\r\n\r\n{}");
        assertThat(response).startsWith("HTTP/1.1 400").contains("{\"status\":400,");
    }

    @Test
    void encodedCharactersReachTheNodeUnchanged() throws Exception {
        CompletableFuture<HttpResponse<String>> answer = post("/c%61ll/shop/eu/gr%C3%BC%C3%9Fe/a%20b/x%2Fy", "{}");
        JsonObject request = node.next();
        assertThat(request.getJsonObject("data").getString("url")).isEqualTo("/gr%C3%BC%C3%9Fe/a%20b/x%2Fy");
        answer(request, "{\"status\":200}");
        assertThat(answer.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(204);
    }

    /** As the links to its nodes have them. */
    @Test
    void theBoundsOfJsonAreThoseOfTheConfiguration() throws Exception {
        String members = IntStream.range(0, 21).mapToObj(i -> "\"m" + i + "\":1").collect(Collectors.joining(","));
        HttpResponse<String> answer = post("/call/shop/eu/x", "{" + members + "}").get(60, TimeUnit.SECONDS);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("an object with more than 20 members");
    }

    /** As the terminal and the console encode it. */
    @Test
    void aNamespaceMayBeEncoded() throws Exception {
        try (NodeSocket scoped = NodeSocket.connect(registry.port(), "/127.0.0.1/9107/@acme/orders")) {
            http.awaitInstance("127.0.0.1:9107", Objects::nonNull);
            CompletableFuture<HttpResponse<String>> answer = post("/call/%40acme/orders/get%2Fit", "1");
            JsonObject request = scoped.next();
            assertThat(request.getJsonObject("data").getString("url")).isEqualTo("/get%2Fit");
            scoped.send("{\"id\":" + request.getInt("id")
                    + ",\"mode\":1,\"twoway\":false,\"data\":{\"status\":200,\"data\":1}}");
            assertThat(answer.get(60, TimeUnit.SECONDS).body()).isEqualTo("1");
        }
    }

    @Test
    void anAllowedOriginIsToldSoBeforeAndWithTheAnswer() throws Exception {
        HttpResponse<String> preflight = send(request("/call/shop/eu/x", "").setHeader("Origin", SHOP)
                .setHeader("Access-Control-Request-Method", "POST").method("OPTIONS", BodyPublishers.noBody())).get();
        assertThat(preflight.statusCode()).isEqualTo(204);
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin")).contains(SHOP);
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Methods")).contains("POST");
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Headers").orElse(""))
                .contains("Authorization", "Content-Type", "Micro-Timeout");
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Credentials")).isEmpty();

        CompletableFuture<HttpResponse<String>> answer = send(
                request("/call/shop/eu/x", "{}").setHeader("Origin", SHOP));
        answer(node.next(), "{\"status\":200,\"data\":1}");
        assertThat(answer.get(60, TimeUnit.SECONDS).headers().firstValue("Access-Control-Allow-Origin")).contains(SHOP);
        assertThat(send(request("/call/nobody/x", "{}").setHeader("Origin", SHOP)).get().headers()
                .firstValue("Access-Control-Allow-Origin")).as("of a failure").contains(SHOP);
    }

    @Test
    void anotherOriginIsToldNothing() throws Exception {
        HttpResponse<String> preflight = send(request("/call/shop/eu/x", "").setHeader("Origin", "https://evil.example")
                .setHeader("Access-Control-Request-Method", "POST").method("OPTIONS", BodyPublishers.noBody())).get();
        assertThat(preflight.statusCode()).isEqualTo(403);
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    }

    @Test
    void theSameOriginMayCall() throws Exception {
        String origin = "http://" + registry.page().getAuthority();
        CompletableFuture<HttpResponse<String>> answer = send(
                request("/call/shop/eu/x", "{}").setHeader("Origin", origin));
        answer(node.next(), "{\"status\":200,\"data\":1}");
        assertThat(answer.get(60, TimeUnit.SECONDS).body()).isEqualTo("1");
    }

    @Test
    void oneNamespaceIsToldOf() throws Exception {
        JsonObject namespace = http.json("/api/namespaces/shop/eu");
        assertThat(namespace.getString("name")).isEqualTo("shop/eu");
        JsonObject instance = namespace.getJsonArray("instances").getJsonObject(0);
        assertThat(instance.getInt("dialect")).isEqualTo(1);
        assertThat(instance.getInt("proxied")).isNotNegative();
        assertThat(instance.getJsonArray("features")).isEmpty();
        assertThat(instance.getString("version", "none")).isEqualTo("none");
        assertThat(http.send("GET", "/api/namespaces/shop").statusCode()).isEqualTo(404);
    }

    @Test
    void versionAndZoneAreTold() throws Exception {
        try (NodeSocket told = NodeSocket.connect(registry.port(),
                "/127.0.0.1/9201/versioned?v=1&id=a&features=path,lease&version=1.4.2&zone=eu-1")) {
            assertThat(told).isNotNull();
            JsonObject instance = http.awaitInstance("127.0.0.1:9201", Objects::nonNull);
            assertThat(instance.getString("version")).isEqualTo("1.4.2");
            assertThat(instance.getString("zone")).isEqualTo("eu-1");
            assertThat(instance.getJsonArray("features").getValuesAs(JsonString::getString)).containsExactly("lease",
                    "path");
        }
    }

    @Test
    void departuresAreListed() throws Exception {
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

    private static String raw(String request) throws Exception {
        try (Socket socket = new Socket(registry.page().getHost(), registry.port())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
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

    /** As W3C Trace Context defines them: a trace that cannot be read begins anew, and a state without a parent says nothing. */
    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', delimiter = '|', nullValues = "none", value = {
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01 | a=1 | tenant=acme | traceparent tracestate",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01 | none | none | traceparent",
            "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more | a=1 | none | traceparent tracestate",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more | a=1 | none | ~~",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01- | a=1 | none | ~~",
            "00-00000000000000000000000000000000-b7ad6b7169203331-01 | a=1 | tenant=acme | ~~",
            "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01 | a=1 | none | ~~",
            "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01 | a=1 | none | ~~", "none | a=1 | none | ~~" })
    void theTraceOfARequestTravelsAsMetadata(String parent, String state, String baggage, String expected)
            throws Exception {
        try (NodeSocket traced = NodeSocket.connect(registry.port(), "/127.0.0.1/9104/traced?v=1"
                + "&id=2f1c6f0e-9f0a-4d0e-8a52-0c9be1a1f3ab&features=metadata")) {
            http.awaitInstance("127.0.0.1:9104", Objects::nonNull);
            HttpRequest.Builder request = request("/call/traced/x", "1");
            Map<String, String> headers = new LinkedHashMap<>();
            headers.put("traceparent", parent);
            headers.put("tracestate", state);
            headers.put("baggage", baggage);
            headers.values().removeIf(Objects::isNull);
            headers.forEach(request::setHeader);
            CompletableFuture<HttpResponse<String>> answer = send(request);
            JsonObject frame = traced.next();
            while (!frame.getJsonObject("data").getString("url").equals("/x")) { // the hello
                frame = traced.next();
            }
            headers.keySet().retainAll(List.of(expected.split(" ", -1)));
            JsonObject metadata = frame.getJsonObject("data").getJsonObject("metadata");
            assertThat(headers.keySet()).allSatisfy(
                    name -> assertThat(metadata.getString(name)).isEqualTo(headers.get(name)));
            assertThat(metadata == null ? Set.of() : metadata.keySet()).as("metadata of the trace")
                    .filteredOn(name -> !name.equals("correlation-id"))
                    .containsExactlyInAnyOrderElementsOf(headers.keySet());
            traced.send("{\"id\":" + frame.getInt("id") + ",\"mode\":1,\"data\":{\"status\":200,\"data\":1}}");
            assertThat(answer.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        }
        http.awaitInstance("127.0.0.1:9104", Objects::isNull);
    }

    @Test
    void theSettingNamesTheHeadersThatTravel() throws Exception {
        String node = "/127.0.0.1/9105/traced?v=1&id=2f1c6f0e-9f0a-4d0e-8a52-0c9be1a1f3ac&features=metadata";
        try (RegistryProcess own = RegistryProcess.start("-Dmicro.registry-server.gateway.trace-headers=baggage");
                RawSocket traced = RawSocket.open(own.port(), node)) {
            new Http(own.page()).awaitInstance("127.0.0.1:9105", Objects::nonNull);
            assertThat(RawHttp.send(own.port(), "POST /call/traced/x?timeout=2s", "1",
                    "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "baggage: tenant=acme",
                    "Content-Type: application/json").status()).isEqualTo(504);
            String request = traced.nextText();
            while (!request.contains("\"/x\"")) {
                request = traced.nextText();
            }
            assertThat(request).contains("\"baggage\":\"tenant=acme\"").doesNotContain("traceparent");
        }
    }

    @Test
    void anInstanceIsAskedForItsRoutes() throws Exception {
        CompletableFuture<HttpResponse<String>> answer = get("/api/namespaces/shop/eu/routes?after=%2Fa");
        JsonObject request = node.next();
        assertThat(request.getJsonObject("data").getString("url")).isEqualTo("/-/routes");
        assertThat(request.getJsonObject("data").get("data")).hasToString("{\"after\":\"/a\"}");
        answer(request, "{\"status\":200,\"data\":{\"routes\":[{\"path\":\"/gr\u00fc\u00dfe\"}]}}");
        HttpResponse<String> response = answer.get(60, TimeUnit.SECONDS);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json;charset=UTF-8");
        assertThat(response.body()).isEqualTo("{\"routes\":[{\"path\":\"/gr\\u00fc\\u00dfe\"}]}");
    }

    @Test
    void anInstanceIsAskedForItsOpenApiDocument() throws Exception {
        CompletableFuture<HttpResponse<String>> answer = get("/openapi/shop/eu");
        JsonObject request = node.next();
        assertThat(request.getJsonObject("data").getString("url")).isEqualTo("/-/openapi");
        answer(request, "{\"status\":200,\"data\":{\"openapi\":\"3.1.0\"}}");
        HttpResponse<String> response = answer.get(60, TimeUnit.SECONDS);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json;charset=UTF-8");
        assertThat(response.body()).isEqualTo("{\"openapi\":\"3.1.0\"}");
        for (String path : new String[] { "/openapi/nobody", "/openapi", "/openapi/" }) {
            assertThat(http.send("GET", path).statusCode()).as(path).isEqualTo(404);
        }
    }

    @Test
    void anInstanceThatDoesNotTellItsRoutesAnswersSo() throws Exception {
        CompletableFuture<HttpResponse<String>> answer = get("/api/namespaces/shop/eu/routes");
        answer(node.next(), "{\"status\":404,\"data\":null,\"message\":\"no route /-/routes\"}");
        HttpResponse<String> response = answer.get(60, TimeUnit.SECONDS);
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body()).contains("no route /-/routes");
        assertThat(http.send("GET", "/api/namespaces/nobody/routes").statusCode()).isEqualTo(404);
    }

    private static CompletableFuture<HttpResponse<String>> get(String path) {
        return CLIENT.sendAsync(HttpRequest.newBuilder(registry.page().resolve(path)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static void answer(JsonObject request, String data) throws Exception {
        node.send("{\"id\":" + request.getInt("id") + ",\"mode\":1,\"twoway\":false,\"data\":" + data + "}");
    }
}
