package io.microcdi.internal.registry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.List;

import jakarta.json.Json;
import jakarta.json.JsonObject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.internal.registry.RegistryEvent;
import io.microcdi.testing.socket.RawSocket;

/** A refusal is one line of text, or JSON from the gateway; it is no page of the server, and says what is expected. */
class RefusalTextsIT {

    private static final String ID = RegistryEvent.id("shop", "127.0.0.1:9331");
    private static final String JSON = "Content-Type: application/json";

    private static RegistryProcess registry;
    private static RawSocket node;

    @BeforeAll
    static void start() throws Exception {
        registry = RegistryProcess.start("-Dmicro.registry-server.heartbeat-timeout=1h", "-Dmicro.ping-interval=10m");
        node = RawSocket.handshake(registry.port(), "/127.0.0.1/9331/shop", "");
        new Http(registry.page()).awaitInstance("127.0.0.1:9331", each -> each != null);
    }

    @AfterAll
    static void stop() throws Exception {
        node.close();
        registry.close();
    }

    private static RawHttp send(String line, String... headers) throws Exception {
        return RawHttp.send(registry.port(), line, "", headers);
    }

    private static void assertText(RawHttp answer) {
        assertThat(answer.head()).containsIgnoringCase("content-type: text/plain");
        assertThat(answer.body()).doesNotContain("<").contains("expected");
    }

    private static void assertJson(RawHttp answer) {
        assertThat(answer.head()).containsIgnoringCase("content-type: application/json");
        JsonObject problem = Json.createReader(new StringReader(answer.body())).readObject();
        assertThat(problem.getInt("status")).isEqualTo(answer.status());
        assertThat(problem.getString("message")).contains("expected");
    }

    @ParameterizedTest
    @ValueSource(strings = { "/items/%zz", "/items/%00", "/items/a;b" })
    void aPathThatCannotBeReadIs400(String path) throws Exception {
        RawHttp call = send("POST /call" + path);
        assertThat(call.status()).isEqualTo(400);
        assertJson(call);
    }

    /** Nobody knows for which path it is. */
    @Test
    void aLineThatCannotBeReadIs400() throws Exception {
        RawHttp call = send("POST /call/items/\\");
        assertThat(call.status()).isEqualTo(400);
        assertText(call);
    }

    @Test
    void aHeadThatIsTooLongIsToldItsBound() throws Exception {
        RawHttp path = send("POST /call/items/" + "y".repeat(20_000));
        assertThat(path.status()).isBetween(400, 431);
        assertThat(path.body()).doesNotContain("<").contains("8 KB");
        RawHttp header = send("GET /api/status", "X: " + "y".repeat(9_000));
        assertThat(header.status()).isBetween(400, 431);
        assertThat(header.body()).doesNotContain("<").contains("8 KB");
    }

    /** Tomcat would write a stack trace for each. */
    @ParameterizedTest
    @ValueSource(strings = { "Content-Length: -1", "Content-Length: 1x", "Content-Length: 99999999999999999999",
            "Content-Length: 12\r\nContent-Length: 12" })
    void aLengthThatIsNotOneNumberIs400AndNoTrace(String header) throws Exception {
        RawHttp answer = send("POST /api/status", header);
        assertThat(answer.status()).isEqualTo(400);
        assertText(answer);
        assertThat(registry.errors()).doesNotContain("Exception");
    }

    /** Tomcat passes the request on without the value. */
    @ParameterizedTest
    @ValueSource(strings = { "Upgrade", "Connection", "Host", "Origin", "Authorization", "Transfer-Encoding" })
    void aHeaderThatCannotBeReadIs400AndNoTrace(String header) throws Exception {
        RawHttp answer = send("GET /api/status", header + ": websocket, \u0001");
        assertThat(answer.status()).isEqualTo(400);
        assertText(answer);
        assertThat(registry.errors()).doesNotContain("Exception");
    }

    @Test
    void anExpectationThatNobodyMeetsIs417() throws Exception {
        RawHttp answer = send("GET /api/status", "Expect: bogus");
        assertThat(answer.status()).isEqualTo(417);
        assertText(answer);
    }

    @ParameterizedTest
    @CsvSource({ "POST /api/status, 405", "DELETE /api/namespaces, 405", "PUT /api/events, 405",
            "PATCH /api/calls, 405",
            "DELETE /metrics, 405", "POST /, 405", "TRACE /api/status, 405", "BOGUS /api/status, 405" })
    void aMethodThatIsNotPossibleIs405(String line, int status) throws Exception {
        RawHttp answer = send(line);
        assertThat(answer.status()).isEqualTo(status);
        assertText(answer);
    }

    @Test
    void anActionThatDoesNotExistIsToldThoseThatDo() throws Exception {
        RawHttp answer = send("POST /api/instances/" + ID + "/bogus");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body()).contains("drain, eject or restore");
    }

    @Test
    void aPathThatDoesNotExistIsToldThoseThatDo() throws Exception {
        assertThat(send("GET /api/bogus").body()).contains("/api/namespaces", "/api/instances", "/api/events",
                "/api/calls", "/api/status", "/api/openapi.json");
    }

    /** The cure of a misspelt parameter is in the text: it names those of the path. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "/api/namespaces?page=2 | after, filter, state, sort, offset, limit",
            "/api/namespaces?sort=name&after=x | filter, state, sort, offset, limit",
            "/api/namespaces?limit= | limit=: expected a whole number",
            "/api/namespaces?limit=1&limit=2 | limit: expected once, not 2 times",
            "/api/namespaces/shop?view=bogus | view=bogus: expected numbers",
            "/api/namespaces/shop?bogus=1 | view, after",
            "/api/namespaces/shop/instances?bogus=1 | version, zone",
            "/api/namespaces/shop/routes?bogus=1 | none but after",
            "/api/instances?bogus=1 | version, zone",
            "/api/instances/{id}?bogus=1 | no parameter here",
            "/api/instances/{id}/routes?bogus=1 | none but after",
            "/openapi/shop?bogus=1 | no parameter here",
            "/api/status?bogus=1 | no parameter here",
            "/api/openapi.json?bogus=1 | no parameter here",
            "/api/events?bogus=1 | after, stats",
            "/api/events?stats=no | stats=no: expected true or false",
            "/api/events/recent?bogus=1 | namespace, type, limit",
            "/api/calls?bogus=1 | none but namespace" })
    void aParameterThatNobodyKnowsIs400(String path, String expected) throws Exception {
        RawHttp answer = send("GET " + path.replace("{id}", ID));
        assertThat(answer.status()).isEqualTo(400);
        assertText(answer);
        assertThat(answer.body()).contains(expected);
    }

    @Test
    void aTimeOfAnEjectionIsNotIgnored() throws Exception {
        for (String query : List.of("for=", "fro=1s", "for=1s&for=2s")) {
            RawHttp answer = send("POST /api/instances/" + ID + "/eject?" + query);
            assertThat(answer.status()).isEqualTo(400);
            assertText(answer);
        }
        assertThat(send("POST /api/instances/" + ID + "/drain?for=1s").status()).isEqualTo(400);
        assertThat(new Http(registry.page()).json("/api/instances/" + ID).getString("state")).isEqualTo("healthy");
    }

    /** A page of another origin that wants to act is told where origins are allowed, also if its request has a body. */
    @ParameterizedTest
    @ValueSource(strings = { "", "{}" })
    void anActionOfAForeignPageIsToldTheKey(String body) throws Exception {
        RawHttp answer = RawHttp.send(registry.port(), "POST /api/instances/" + ID + "/drain", body,
                "Origin: https://evil.example");
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.head()).containsIgnoringCase("content-type: text/plain");
        assertThat(answer.body()).contains("pages of this origin", "micro.allowed-origins");
    }

    @Test
    void aBodyThatNobodyExpectsIsRefusedByAText() throws Exception {
        RawHttp api = RawHttp.send(registry.port(), "POST /api/instances/" + ID + "/drain", "{}");
        assertThat(api.status()).isEqualTo(400);
        assertThat(api.head()).containsIgnoringCase("content-type: text/plain")
                .containsIgnoringCase("connection: close");
        assertThat(api.body()).doesNotContain("{");
        RawHttp call = RawHttp.send(registry.port(), "PUT /call/shop/pay", "{}");
        assertThat(call.status()).isEqualTo(405);
        assertJson(call);
    }

    @Test
    void aTimeoutOfACallComesOnce() throws Exception {
        RawHttp twice = send("POST /call/shop/pay?timeout=1s&timeout=2s", JSON);
        assertThat(twice.status()).isEqualTo(400);
        assertJson(twice);
        RawHttp misspelt = send("POST /call/shop/pay?timeuot=1s", JSON);
        assertThat(misspelt.status()).isEqualTo(400);
        assertThat(misspelt.body()).contains("timeout, protocol");
    }

    @ParameterizedTest
    @ValueSource(strings = { "0", "-1", "99999999999", "abc", "70000" })
    void anAnnouncementOfANonsensicalPortIs400(String port) throws Exception {
        try (RawSocket refused = RawSocket.handshake(registry.port(), "/127.0.0.1/" + port + "/x", "")) {
            assertThat(refused.status()).isEqualTo(400);
        }
    }

    /** Each answer that comes is in the document. */
    @Test
    void theDocumentHasWhatComesEverywhere() throws Exception {
        new Http(registry.page()).json("/api/openapi.json").getJsonObject("paths")
                .forEach((path, methods) -> methods.asJsonObject().forEach((method, operation) -> assertThat(
                        operation.asJsonObject().getJsonObject("responses").keySet()).as(method + " " + path)
                        .contains("400", "421")));
    }
}
