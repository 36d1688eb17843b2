package io.microcdi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;

import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.microcdi.testing.support.Await;

/** The three WARs that are shipped, on one server, each at its own context path. */
@ExtendWith(ArquillianExtension.class)
class SampleIT {
    private static final Duration JOINED = Duration.ofSeconds(60);
    private static final String CHARGE = "{\"amount\":42.50,\"currency\":\"EUR\"}";

    @ArquillianResource
    private Deployer deployer;

    @Deployment(name = "registry", order = 1, testable = false)
    static WebArchive registry() {
        return Wars.registry();
    }

    @Deployment(name = "payments", order = 2, testable = false)
    static WebArchive payments() {
        return Wars.payments();
    }

    @Deployment(name = "checkout", order = 3, testable = false)
    static WebArchive checkout() {
        return Wars.checkout();
    }

    @Deployment(name = "second", managed = false, testable = false)
    static WebArchive second() {
        return Wars.payments("second.war");
    }

    /** Its registry is at a port where nothing listens. */
    @Deployment(name = "lonely", managed = false, testable = false)
    static WebArchive lonely() {
        return Wars.configured(Wars.payments("lonely.war"), "micro.namespace=lonely",
                "micro.registry.url=ws://127.0.0.1:" + Server.registryPort());
    }

    @BeforeEach
    void bothAreRegistered() {
        awaitKeys("payments", "/payments");
        awaitKeys("checkout", "/checkout");
    }

    @Test
    void twoDeploymentsAreTwoInstancesAtTheServersRealPort() throws Exception {
        RegistryView registry = RegistryView.deployed();

        assertThat(registry.keys("payments")).containsExactly(Server.key("/payments"));
        assertThat(registry.keys("checkout")).containsExactly(Server.key("/checkout"));
    }

    @Test
    void theRegistrysPageAnswers() throws Exception {
        HttpResponse<String> page = Http.get(Server.url("/"));

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
        assertThat(page.body()).contains("<html", "egistry");
    }

    @Test
    void checkoutCallsPaymentsThroughTheRegistry() throws Exception {
        HttpResponse<String> answer = pay();

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("\"PAID\"", "42.5", "EUR", Server.key("/payments"), "correlationId");
    }

    @Test
    void aReceiptIsFoundAgain() throws Exception {
        JsonObject receipt = object(pay()).getJsonObject("receipt");
        JsonObject found = object(Http.get(Server.url("/checkout/pay?receipt=" + receipt.getString("id"))));
        assertThat(found.getString("status")).isEqualTo("PAID");
        assertThat(Http.get(Server.url("/checkout/pay?receipt=none")).statusCode())
                .as("Fault Tolerance leaves the answer of payments alone").isEqualTo(404);
    }

    @Test
    void twoTenantsBuyAtTheSameTime() throws Exception {
        HttpResponse<String> both = Http.post(Server.url("/checkout/buy"),
                "{\"article\":\"book\",\"quantity\":2,\"price\":12.50,\"currency\":\"EUR\"}");
        assertThat(both.statusCode()).as(both.body()).isEqualTo(200);
        assertThat(both.body()).contains("\"tenant\":\"acme\"", "\"tenant\":\"globex\"");
    }

    @Test
    void theTenantTravelsBesideThePayload() throws Exception {
        assertThat(pay("globex", "42.50").body()).contains("\"tenant\":\"globex\"");
        assertThat(pay("nobody", "42.50").statusCode()).isEqualTo(400);
    }

    @Test
    void aRefusalHasABodyAndTheInterceptorCountsIt() throws Exception {
        JsonObject before = object(Http.get(Server.url("/checkout/calls")));
        HttpResponse<String> refused = pay("acme", "10001");

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(object(refused).getJsonObject("limit").getInt("amount")).isEqualTo(10_000);
        JsonObject after = object(Http.get(Server.url("/checkout/calls")));
        assertThat(after.getInt("made")).isEqualTo(before.getInt("made") + 1);
        assertThat(after.getInt("failed")).isEqualTo(before.getInt("failed") + 1);
    }

    @Test
    @Tag("health")
    void theChecksOfMicroProfileHealthCarryTheNamespace() throws Exception {
        assertThat(checks("ready")).contains("\"micro-readiness:payments\"", "\"micro-readiness:checkout\"",
                "UP", "\"security\"", " registered", Server.key("/payments"), Server.key("/checkout"));
        assertThat(checks("live")).contains("\"micro-liveness:payments\"", "\"micro-liveness:checkout\"");
        assertThat(checks("started")).contains("\"micro-startup:payments\"", "\"micro-startup:checkout\"");
        for (String kind : List.of("readiness", "liveness", "startup")) {
            JsonObject data = check("micro-" + kind + ":payments").getJsonObject("data");
            // GlassFish 8 adds the context path of the application
            assertThat(data.keySet()).as(kind).filteredOn(name -> !name.equals("context")).containsExactlyInAnyOrder(
                    "namespace", "key", "ready", "started",
                    "registry", "registries", "security", "links", "in-work", "queued", "in-flight", "ejected");
            assertThat(data.getString("namespace")).isEqualTo("payments");
            assertThat(data.getString("key")).isEqualTo(Server.key("/payments"));
            assertThat(data.getString("registries")).endsWith(" registered").doesNotContain("not registered");
            assertThat(number(data, "links")).as("that to the registry").isPositive();
            assertThat(number(data, "queued")).isZero();
            assertThat(number(data, "ejected")).isZero();
        }
    }

    @Test
    @Tag("health")
    void aNodeWithoutARegistryIsAliveAndNotReady() throws Exception {
        deployer.deploy("lonely");
        try {
            JsonObject ready = check("micro-readiness:lonely");
            assertThat(ready.getString("status")).isEqualTo("DOWN");
            assertThat(Http.get(Server.health("/health/ready")).statusCode()).isEqualTo(503);
            assertThat(ready.getJsonObject("data").getString("registries")).endsWith(" not registered");
            Await.until("no link without a registry", JOINED,
                    () -> number(check("micro-readiness:lonely").getJsonObject("data"), "links") == 0);
            assertThat(check("micro-startup:lonely").getString("status")).isEqualTo("DOWN");
            assertThat(check("micro-liveness:lonely").getString("status")).isEqualTo("UP");
        } finally {
            deployer.undeploy("lonely");
        }
        checks("ready");
    }

    /** Payara writes the numbers of the data as texts. */
    private static int number(JsonObject data, String name) {
        return Integer.parseInt(data.get(name).toString().replace("\"", ""));
    }

    /** Waits for the check of a name. A server may say that it has deployed an application before it has its checks. */
    private static JsonObject check(String name) {
        return Await.answer("a check " + name, JOINED, () -> {
            HttpResponse<String> answer = Http.get(Server.health("/health"));
            return object(answer).getJsonArray("checks").getValuesAs(JsonObject.class).stream()
                    .filter(check -> check.getString("name").equals(name)).findFirst()
                    .orElseThrow(() -> new IllegalStateException(answer.body()));
        });
    }

    /**
     * Waits until the answer to a question of health has no check that is down. The registry lists a node some time before
     * the node knows it, and a server may keep the checks of an application a moment longer than the application. WildFly
     * keeps the checks of applications whose deployment has failed, and names them by their proxies, as they cannot answer.
     */
    private static String checks(String kind) {
        return Await.answer("no check of " + kind + " is down", JOINED, () -> {
            HttpResponse<String> answer = Http.get(Server.health("/health/" + kind));
            if (object(answer).getJsonArray("checks").getValuesAs(JsonObject.class).stream()
                    .filter(check -> !check.getString("status").equals("UP"))
                    .anyMatch(check -> !check.getString("name").endsWith("_WeldClientProxy"))) {
                throw new IllegalStateException(answer.body());
            }
            return answer.body();
        });
    }

    @Test
    void theSameServiceTwiceOnOneServerIsTwoInstances() throws Exception {
        deployer.deploy("second");
        try {
            awaitKeys("payments", "/payments", "/second");
        } finally {
            deployer.undeploy("second");
        }
        awaitKeys("payments", "/payments");
    }

    private static HttpResponse<String> pay() throws Exception {
        return Http.post(Server.url("/checkout/pay"), CHARGE);
    }

    private static HttpResponse<String> pay(String tenant, String amount) throws Exception {
        return Http.post(Server.url("/checkout/pay?tenant=" + tenant),
                "{\"amount\":" + amount + ",\"currency\":\"EUR\"}");
    }

    private static JsonObject object(HttpResponse<String> answer) {
        try (JsonReader reader = Json.createReader(new StringReader(answer.body()))) {
            return reader.readObject();
        }
    }

    private static void awaitKeys(String namespace, String... paths) {
        Set<String> keys = new TreeSet<>();
        for (String path : paths) {
            keys.add(Server.key(path));
        }
        RegistryView.deployed().awaitKeys(namespace, keys, JOINED);
    }
}
