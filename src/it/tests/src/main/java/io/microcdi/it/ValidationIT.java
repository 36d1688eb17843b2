package io.microcdi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.microcdi.it.app.Orders;
import io.microcdi.it.app.Stock;
import io.microcdi.testing.support.Json;

/** Constraints on the parameters of routes: by the server's Jakarta Validation, or by a provider in the application. */
@ExtendWith(ArquillianExtension.class)
@Tag("quirks")
class ValidationIT {

    private static final Duration JOINED = Duration.ofSeconds(60);
    private static final String INVALID = "[{\"name\":\"a\",\"count\":1},{\"name\":\" \",\"count\":0}]";
    private static final String COUNT = "{\"path\":\"payload[%d].count\",\"message\":\"must be greater than 0\"}";

    @Deployment(name = "registry", order = 1, testable = false)
    static WebArchive registry() {
        return Wars.registry();
    }

    @Deployment(name = "orders", order = 2, testable = false)
    static WebArchive orders() {
        return Wars.withValidation("orders", Orders.class, Orders.Item.class, Stock.class);
    }

    @Deployment(name = "buyer", order = 3, testable = false)
    static WebArchive buyer() {
        return Wars.withValidation("buyer", Orders.class, Orders.Item.class, Stock.class);
    }

    @Test
    void anInvalidPayloadIsRefusedAndItsHandlerDoesNotBegin() throws Exception {
        try (NodeLink link = link()) {
            int begun = begun(link);
            assertThat(refusal(link, "/order", INVALID)).isEqualTo(400);
            assertThat(refusal(link, "/order", null)).isEqualTo(400);
            assertThat(refusal(link, "/line/10", null)).isEqualTo(400);
            assertThat(begun(link)).isEqualTo(begun);
            assertThat(link.call("/order", "[{\"name\":\"a\",\"count\":1}]").getInt("data")).isEqualTo(1);
            assertThat(link.call("/line/9", null).getInt("data")).isEqualTo(9);
            assertThat(begun(link)).isEqualTo(begun + 2);
        }
    }

    @Test
    void aCallerIsToldTheViolations() throws Exception {
        RegistryView.deployed().awaitKeys("orders", Set.of(Server.key("/orders")), JOINED);
        RegistryView.deployed().awaitKeys("buyer", Set.of(Server.key("/buyer")), JOINED);
        try (NodeLink link = NodeLink.open(Server.url("/buyer"), "127.0.0.1/19117/tester")) {
            assertThat(link.call("/ask", "\"orders\"").getString("data"))
                    .isEqualTo("400 false {\"violations\":[" + COUNT.formatted(0) + "]}");
        }
    }

    @Test
    void theGatewayPassesTheViolationsOnAndNeverAValue() throws Exception {
        RegistryView.deployed().awaitKeys("orders", Set.of(Server.key("/orders")), JOINED);
        HttpResponse<String> answer = Http.post(Server.url("/call/orders/order"), INVALID);
        assertThat(answer.statusCode()).as("%s %s", answer.headers().map(), answer.body()).isEqualTo(400);
        assertThat(Json.object(answer.body()).getJsonObject("data")).hasToString("{\"violations\":["
                + COUNT.formatted(1) + ",{\"path\":\"payload[1].name\",\"message\":\"must not be blank\"}]}");
        HttpResponse<String> secret = Http.post(Server.url("/call/orders/secret"), "\"Hunter2\"");
        assertThat(secret.statusCode()).isEqualTo(400);
        assertThat(secret.body()).doesNotContain("Hunter2").contains("is bad");
    }

    /** Where the server's interceptor checks beans. Elsewhere nothing does. */
    @Test
    void aViolationInAnotherBeanIsAFailureOfTheHandler() throws Exception {
        try (NodeLink link = link()) {
            JsonObject answer = link.request("/nested", null).get(60, TimeUnit.SECONDS).getJsonObject("data");
            assertThat(answer.getInt("status")).as(answer.toString()).isIn(500, 200);
        }
    }

    private static int refusal(NodeLink link, String url, String payload) throws Exception {
        JsonObject answer = link.request(url, payload).get(60, TimeUnit.SECONDS).getJsonObject("data");
        assertThat(answer.get("data")).as("a peer that did not announce errors gets no body")
                .isEqualTo(JsonValue.NULL);
        return answer.getInt("status");
    }

    private static int begun(NodeLink link) throws Exception {
        return link.call("/begun", null).getInt("data");
    }

    private static NodeLink link() {
        return NodeLink.open(Server.url("/orders"), "127.0.0.1/19117/tester");
    }
}
