package io.microcdi.internal.registry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import jakarta.json.JsonObject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.microcdi.internal.registry.RegistryEvent;
import io.microcdi.testing.socket.RawSocket;
import io.microcdi.testing.support.Json;

/** Pages of lists, and what a person does to an instance, over HTTP. */
class ListsIT {

    private static final String NAMESPACES = "/api/namespaces?sort=name";
    private static final Duration SOON = Duration.ofSeconds(60);

    private static RegistryProcess registry;
    private static Http http;
    private static final List<RawSocket> NODES = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        registry = RegistryProcess.start("-Dmicro.registry-server.heartbeat-timeout=1h", "-Dmicro.ping-interval=10m");
        http = new Http(registry.page());
        for (int port = 9301; port <= 9312; port++) {
            NODES.add(
                    RawSocket.handshake(registry.port(), "/127.0.0.1/" + port + "/" + (port <= 9310 ? "shop/pay" : "b"),
                            ""));
        }
        http.awaitKeys(keys -> keys.size() == NODES.size(), SOON);
    }

    @AfterAll
    static void stop() throws Exception {
        for (RawSocket node : NODES) {
            node.close();
        }
        registry.close();
    }

    private static List<String> keys(String path) throws Exception {
        return http.json(path).getJsonArray("items").getValuesAs(JsonObject.class).stream()
                .map(each -> each.getString("key")).toList();
    }

    @Test
    void namespacesComeInPagesWithTheirNumbers() throws Exception {
        JsonObject page = http.json(NAMESPACES);
        List<JsonObject> items = page.getJsonArray("items").getValuesAs(JsonObject.class);
        assertThat(page.getInt("total")).isEqualTo(items.size());
        assertThat(items).extracting(each -> each.getString("name")).containsSubsequence("b", "shop/pay");
        JsonObject shop = items.get(items.size() - 1);
        assertThat(shop.getInt("instances")).isEqualTo(10);
        assertThat(shop.getInt("basic")).isEqualTo(10);
        assertThat(shop.getString("state")).isEqualTo("healthy");
        assertThat(http.json("/api/namespaces?sort=-instances&limit=1").getJsonArray("items").getJsonObject(0)
                .getString("name")).isEqualTo("shop/pay");
        assertThat(http.json("/api/namespaces?filter=SHOP").getInt("total")).isEqualTo(1);
        assertThat(http.json("/api/namespaces?state=none-answers").getInt("total")).isZero();
        assertThat(http.json("/api/namespaces/shop/pay?view=numbers").getInt("instances")).isEqualTo(10);
    }

    /** Without a parameter the list is bounded too. {@code InstancePartsTest} has the bound. */
    @Test
    void theListWithInstancesGoesOnAfterAnInstance() throws Exception {
        String after = "?after=" + RegistryEvent.id("shop/pay", "127.0.0.1:9308");
        JsonObject all = http.json("/api/namespaces" + after);
        assertThat(all.containsKey("next")).isFalse();
        JsonObject shop = all.getJsonArray("namespaces").getJsonObject(0);
        assertThat(shop.getString("name")).isEqualTo("shop/pay");
        assertThat(shop.getJsonArray("instances").getValuesAs(JsonObject.class))
                .extracting(each -> each.getString("key"))
                .containsExactly("127.0.0.1:9309", "127.0.0.1:9310");
        assertThat(http.json("/api/namespaces/shop/pay" + after).getJsonArray("instances")).hasSize(2);
        assertThat(http.json("/api/namespaces/b" + after).getJsonArray("instances")).as("b comes before").isEmpty();
        for (String path : new String[] { "/api/namespaces", "/api/namespaces/shop/pay" }) {
            HttpResponse<String> invalid = http.send("GET", path + "?after=*");
            assertThat(invalid.statusCode()).isEqualTo(400);
            assertThat(invalid.body()).contains("after=*: expected ");
        }
    }

    @Test
    void instancesComeInPages() throws Exception {
        String path = "/api/namespaces/shop/pay/instances";
        assertThat(http.json(path).getInt("total")).isEqualTo(10);
        assertThat(keys(path + "?offset=2&limit=3")).containsExactly("127.0.0.1:9303", "127.0.0.1:9304",
                "127.0.0.1:9305");
        assertThat(keys(path + "?sort=-key&limit=1")).containsExactly("127.0.0.1:9310");
        assertThat(keys("/api/instances?filter=9312")).containsExactly("127.0.0.1:9312");
        assertThat(http.json("/api/instances?filter=shop").getInt("total")).isEqualTo(10);
        assertThat(http.json("/api/namespaces/nobody/instances").getInt("total")).isZero();
        assertThat(http.json("/api/instances?offset=100").getJsonArray("items")).isEmpty();
    }

    @Test
    void anAnswerThatIsTheSameIsSentOnce() throws Exception {
        String tag = http.send("GET", NAMESPACES).headers().firstValue("ETag").orElseThrow();
        RawHttp again = RawHttp.get(registry.port(), NAMESPACES, "If-None-Match: " + tag);
        assertThat(again.status()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(again.head()).contains("Cache-Control: private, no-cache", "Vary: Authorization, Cookie");
        assertThat(RawHttp.get(registry.port(), NAMESPACES, "If-None-Match: \"x\"", "If-None-Match: W/" + tag).status())
                .as("a proxy has made it weak").isEqualTo(304);
        assertThat(RawHttp.get(registry.port(), NAMESPACES, "If-None-Match: \"x\"").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({ "limit=0, from 1 to 1000", "limit=1001, from 1 to 1000", "offset=-1, from 0", "sort=x, one of",
            "state=x, one of" })
    void anInvalidParameterIsNamed(String query, String cure) throws Exception {
        HttpResponse<String> refused = http.send("GET", "/api/instances?" + query);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains(query, cure);
    }

    private static String id(String key) throws Exception {
        return http.json("/api/instances?filter=" + key).getJsonArray("items").getJsonObject(0).getString("id");
    }

    private static JsonObject act(String id, String action) throws Exception {
        HttpResponse<String> done = http.send("POST", "/api/instances/" + id + "/" + action);
        assertThat(done.statusCode()).as(done.body()).isEqualTo(200);
        return Json.object(done.body());
    }

    /** Callers find the other instance only, until the first is restored. */
    @ParameterizedTest
    @CsvSource({ "eject, ejected, ejection", "drain, draining, drain" })
    void callersDoNotFindAnInstanceUntilItIsRestored(String action, String state, String member) throws Exception {
        String id = id("127.0.0.1:9311");
        RegisteredNode caller = RegisteredNode.connect(registry.port(), 9399, "caller-" + action)
                .get(60, java.util.concurrent.TimeUnit.SECONDS);
        try (caller; EventReader events = EventReader.open(registry.port(), "")) {
            events.await("hello");
            JsonObject done = act(id, action);
            assertThat(done.getString("state")).isEqualTo(state);
            assertThat(done.getJsonObject(member).getString("by")).startsWith("a program");
            assertThat(events.await(state, "127.0.0.1:9311").data().getString("reason")).contains("a program");
            for (int i = 0; i < 20; i++) {
                assertThat(caller.find("b", SOON).get().toString()).contains("9312").doesNotContain("9311");
            }
            assertThat(http.json("/api/namespaces/b?view=numbers").getInt(state)).isEqualTo(1);
            assertThat(http.json("/api/status").getJsonObject("totals").getInt(state)).isEqualTo(1);
            assertThat(http.json("/api/instances/" + id).getString("state")).isEqualTo(state);
            assertThat(act(id, "restore").getString("state")).isEqualTo("healthy");
            events.await("restored", "127.0.0.1:9311");
            boolean found = false;
            for (int i = 0; i < 200 && !found; i++) {
                found = caller.find("b", SOON).get().toString().contains("9311");
            }
            assertThat(found).isTrue();
        }
        assertThat(registry.errors()).contains("MICRO009008",
                action + (action.equals("eject") ? " (until restored)" : "") + " of instance 127.0.0.1:9311");
    }

    @Test
    void anEjectionWithATimeEndsByItself() throws Exception {
        String id = id("127.0.0.1:9301");
        try (EventReader events = EventReader.open(registry.port(), "")) {
            events.await("hello");
            assertThat(act(id, "eject?for=1s").getJsonObject("ejection").getString("until")).endsWith("Z");
            assertThat(events.await("restored", "127.0.0.1:9301").data().getString("reason")).contains("over");
        }
        assertThat(http.json("/api/instances/" + id).getString("state")).isEqualTo("healthy");
        assertThat(registry.errors()).contains("eject (for 1s) of instance 127.0.0.1:9301");
    }

    /** A connection that breaks must not undo what a person did. */
    @Test
    void anInstanceThatComesBackIsStillEjected() throws Exception {
        String path = "/127.0.0.1/9320/again";
        String id;
        try (RawSocket node = RawSocket.handshake(registry.port(), path, "")) {
            assertThat(node.status()).isEqualTo(101);
            http.awaitKeys(keys -> keys.contains("127.0.0.1:9320"), SOON);
            id = id("127.0.0.1:9320");
            act(id, "eject");
        }
        http.awaitKeys(keys -> !keys.contains("127.0.0.1:9320"), SOON);
        try (RawSocket node = RawSocket.handshake(registry.port(), path, "")) {
            assertThat(node.status()).isEqualTo(101);
            http.awaitKeys(keys -> keys.contains("127.0.0.1:9320"), SOON);
            assertThat(http.json("/api/instances/" + id).getString("state")).isEqualTo("ejected");
            act(id, "restore");
        }
    }

    @Test
    void anImpossibleActionIsRefusedWithTheCure() throws Exception {
        String actions = "/api/instances/" + id("127.0.0.1:9302");
        assertThat(http.send("POST", actions + "/restore").statusCode()).isEqualTo(409);
        assertThat(http.send("POST", actions + "/eject?for=25h").body()).contains("for=25h", "at most 24h");
        assertThat(http.send("POST", "/api/instances/AAAA/eject").statusCode()).isEqualTo(404);
        assertThat(http.send("GET", "/api/instances/AAAA").statusCode()).isEqualTo(404);
        assertThat(http.send("POST", actions).statusCode()).isEqualTo(405);
        assertThat(RawHttp.send(registry.port(), "POST " + actions + "/eject", "", "Origin: https://evil.example")
                .status()).isEqualTo(403);
        assertThat(http.json(actions).getString("state")).isEqualTo("healthy");
        String unknown = "/api/instances/" + RegistryEvent.id("nobody", "127.0.0.1:1");
        assertThat(http.send("POST", unknown + "/restore").statusCode()).isEqualTo(404);
        assertThat(http.send("POST", unknown + "/eject").statusCode()).isEqualTo(404);
    }

    /** Pages of allowed origins may read and call, and hide no instance. */
    @Test
    void onlyTheOwnPageActs() throws Exception {
        try (RegistryProcess own = RegistryProcess.start("-Dmicro.allowed-origins=https://shop.example",
                "-Dmicro.registry-server.heartbeat-timeout=1h", "-Dmicro.ping-interval=10m");
                RawSocket node = RawSocket.handshake(own.port(), "/127.0.0.1/9330/own", "")) {
            assertThat(node.status()).isEqualTo(101);
            new Http(own.page()).awaitKeys(keys -> keys.contains("127.0.0.1:9330"), SOON);
            String path = "/api/instances/" + RegistryEvent.id("own", "127.0.0.1:9330");
            String shop = "Origin: https://shop.example";
            assertThat(RawHttp.get(own.port(), path, shop).status()).isEqualTo(200);
            assertThat(RawHttp.send(own.port(), "POST " + path + "/eject", "", shop).status()).isEqualTo(403);
            assertThat(RawHttp.send(own.port(), "POST " + path + "/eject", "",
                    "Origin: http://localhost:" + own.port()).status()).isEqualTo(200);
        }
    }
}
