package io.microcdi.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import jakarta.json.JsonObject;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.microcdi.it.app.Faults;
import io.microcdi.it.app.Limited;
import io.microcdi.testing.support.Await;

/** Exceptions of the application and of the server become answers with a status, a body, and never a secret. */
@ExtendWith(ArquillianExtension.class)
@Tag("quirks")
class ErrorsIT {

    private static final String FAULT_TOLERANCE = "org.eclipse.microprofile.faulttolerance.exceptions.";

    private static final AtomicInteger PORTS = new AtomicInteger(19_121);

    @Deployment(testable = false)
    static WebArchive errors() {
        return Wars.withFaultTolerance("errors", Faults.classes()).addClass(Limited.class);
    }

    private static NodeLink link() {
        AtomicReference<NodeLink> link = new AtomicReference<>();
        // Jetty says that it has started an application a moment before it passes requests on
        Await.until("a link to the application", Duration.ofSeconds(60), () -> {
            link.set(NodeLink.open(Server.url("/errors"), "127.0.0.1/" + PORTS.getAndIncrement()
                    + "/tester?v=1&id=tester-1&features=errors"));
            return true;
        });
        return link.get();
    }

    private static JsonObject answer(String url) throws Exception {
        try (NodeLink link = link()) {
            JsonObject answer = link.request(url, null).get(60, TimeUnit.SECONDS).getJsonObject("data");
            assertThat(answer.toString()).doesNotContain("secret");
            return answer;
        }
    }

    @Test
    void theMapperOfTheNearestTypeAnswers() throws Exception {
        JsonObject answer = answer("/gone/pen");
        assertThat(answer.getInt("status")).as(answer.toString()).isEqualTo(409);
        assertThat(answer.getString("message")).isEqualTo("sold out");
        assertThat(answer.get("data")).hasToString("{\"item\":\"pen\",\"left\":0}");
        assertThat(answer.containsKey("executed")).as("it was executed").isFalse();
    }

    @ParameterizedTest
    @CsvSource({ "jakarta.ws.rs.NotFoundException,404,HTTP 404", "jakarta.ws.rs.ForbiddenException,403,HTTP 403",
            "jakarta.ws.rs.InternalServerErrorException,500,internal error",
            "jakarta.ws.rs.WebApplicationException,500,internal error" })
    @Tag("rest")
    void anExceptionOfJakartaRestHasTheStatusOfItsResponse(String type, int status, String message) throws Exception {
        assertAnswer("/throw/" + type, status, message);
    }

    @Test
    @Tag("ejb")
    void aRefusalOfTheEjbContainerIsForbidden() throws Exception {
        assertAnswer("/throw/jakarta.ejb.EJBAccessException", 403, "the EJB container refuses the call");
    }

    @ParameterizedTest
    @CsvSource({ "BulkheadException,429,too many calls are in work",
            "CircuitBreakerOpenException,503,a circuit breaker is open",
            "TimeoutException,504,the handler ran into a timeout",
            "FaultToleranceDefinitionException,500,internal error" })
    void anExceptionOfFaultToleranceHasAStatusWhereTheServerHasIt(String type, int status, String message)
            throws Exception {
        assumeFalse(answer("/throw/" + FAULT_TOLERANCE + type).toString().contains("absent"),
                "this server has no MicroProfile Fault Tolerance");
        assertAnswer("/throw/" + FAULT_TOLERANCE + type, status, message);
    }

    @Test
    @Tag("fault-tolerance")
    void aFullBulkheadOfARouteAnswers429() throws Exception {
        try (NodeLink link = link()) {
            CompletableFuture<JsonObject> first = link.request("/bulkhead", null);
            link.request("/inside", null).get(60, TimeUnit.SECONDS);
            assertAnswer("/bulkhead", 429, "too many calls are in work");
            link.request("/free", null).get(60, TimeUnit.SECONDS);
            assertThat(first.get(60, TimeUnit.SECONDS).getJsonObject("data").getString("data")).isEqualTo("let in");
        }
    }

    /** Only the implementation of SmallRye has this limit, where the application sees it. */
    @Test
    @Tag("fault-tolerance")
    void aRateLimitOfARouteAnswers429() throws Exception {
        assumeFalse(answer("/throw/io.smallrye.faulttolerance.api.RateLimitException").toString().contains("absent"),
                "this server has no limit of rates");
        assertThat(answer("/rate").getString("data")).isEqualTo("let in");
        assertAnswer("/rate", 429, "too many calls came in this time");
    }

    private static void assertAnswer(String url, int status, String message) throws Exception {
        JsonObject answer = answer(url);
        assertThat(answer.getInt("status")).as(answer.toString()).isEqualTo(status);
        assertThat(answer.getString("message")).isEqualTo(message);
        assertThat(answer.containsKey("executed")).as("it was executed").isFalse();
    }
}
