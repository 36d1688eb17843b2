package io.microcdi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.microcdi.it.app.Payments;
import io.microcdi.it.app.PaymentsServlet;
import io.microcdi.it.app.TillApi;
import io.microcdi.it.app.TillServlet;
import io.microcdi.it.app.Tills;
import io.microcdi.it.app.Traced;
import io.microcdi.testing.support.Await;

/** A typed client with Fault Tolerance, the server's own or that of a library in the application. A service implements the interface that it extends. */
@ExtendWith(ArquillianExtension.class)
@Tag("fault-tolerance")
@Tag("slow")
class TypedClientIT {
    private static final Duration JOINED = Duration.ofSeconds(60);
    private static final String NEXT = " then next call works";

    @Deployment(name = "registry", order = 1, testable = false)
    static WebArchive registry() {
        return Wars.registry();
    }

    @Deployment(name = "till", order = 2, testable = false)
    static WebArchive till() {
        return Wars.till();
    }

    @Deployment(name = "front", order = 3, testable = false)
    static WebArchive front() {
        return Wars.withFaultTolerance("front", TillApi.class, Tills.class, TillServlet.class, Payments.class,
                PaymentsServlet.class, Traced.class, Traced.Tracing.class).addClasses(Wars.REFUNDS);
    }

    @BeforeEach
    void awaitTill() throws Exception {
        RegistryView.deployed().awaitKeys("till", Set.of(Server.key("/till")), JOINED);
        RegistryView.deployed().awaitKeys("front", Set.of(Server.key("/front")), JOINED);
        // the first call dials, so that it may take longer than the times of the others
        assertThat(till("/echo")).isEqualTo("text a/b acme");
    }

    private static String till(String path) throws Exception {
        return Http.get(Server.url("/front/till" + path)).body();
    }

    private static String unchecked(String path) {
        try {
            return till(path);
        } catch (Exception e) {
            throw new CompletionException(e);
        }
    }

    private static String payments(String path) throws Exception {
        return Http.get(Server.url("/front/payments" + path)).body();
    }

    @Test
    void oneMethodHasRetryTimeoutAndFallback() throws Exception {
        String flaky = "flaky-" + UUID.randomUUID();
        assertThat(payments("/receipt?id=" + flaky)).as("retried").isEqualTo("receipt of call 3 after 3");
        String broken = "broken-" + UUID.randomUUID();
        assertThat(payments("/receipt?id=" + broken)).as("the fallback gets the argument")
                .isEqualTo("no receipt " + broken + " after 3");
        String slow = "slow-" + UUID.randomUUID();
        assertThat(payments("/hasty-receipt?id=" + slow)).as("each attempt has its timeout")
                .isEqualTo("no receipt " + slow + " after 3");
    }

    @Test
    void twoMethodsOfOneRouteAndAnInterceptorOfTheApplication() throws Exception {
        assertThat(payments("/charge")).isEqualTo("charge(12) charged 12");
        assertThat(payments("/charge-later")).isEqualTo("charged 12");
    }

    @Test
    void aServiceImplementsTheRegisteredInterfaceAndItsExceptionComesBack() throws Exception {
        assertThat(payments("/refund?id=a")).isEqualTo("refunded a");
        assertThat(payments("/refund?id=no-b")).isEqualTo("NoReceiptException: no receipt no-b");
        assertThat(payments("/refund-by-client?id=a")).isEqualTo("refunded a by the client");
    }

    @Test
    void theServiceImplementsTheInterface() throws Exception {
        assertThat(till("/echo")).isEqualTo("text a/b acme");
    }

    @Test
    void retryCallsAgain() throws Exception {
        assertThat(till("/flaky?rounds=2")).isEqualTo("3,3");
    }

    @Test
    void theBreakerOpens() throws Exception {
        assertThat(till("/broken?rounds=6")).isEqualTo("CallFailedException,CallFailedException,CallFailedException,"
                + "CallFailedException,CircuitBreakerOpenException,CircuitBreakerOpenException");
    }

    @Test
    void aFallbackIsADefaultMethod() throws Exception {
        assertThat(till("/bounded?millis=1")).isEqualTo("after 1" + NEXT);
        assertThat(till("/bounded?rounds=2").split(",")).containsOnly("nothing within 5 s" + NEXT).hasSize(2);
    }

    @Test
    void theNextCallAfterATimeoutWorks() throws Exception {
        int stopped = Integer.parseInt(till("/stopped"));
        assertThat(till("/hasty?rounds=7").split(",")).containsOnly("TimeoutException" + NEXT).hasSize(7);
        Await.until("the handlers are stopped", JOINED, () -> Integer.parseInt(till("/stopped")) > stopped);
    }

    /** The answer comes when the time ends. A server may still interrupt the thread after it has returned the answer. */
    @Test
    @Tag("fault-tolerance-last-moment")
    void theNextCallAfterAnAnswerInTheLastMomentWorks() throws Exception {
        Map<Integer, CompletableFuture<String>> results = new TreeMap<>();
        for (int millis = 192; millis <= 200; millis++) {
            String path = "/hasty?rounds=5&millis=" + millis;
            results.put(millis,
                    CompletableFuture.supplyAsync(() -> unchecked(path), task -> new Thread(task, "till").start()));
        }
        for (Map.Entry<Integer, CompletableFuture<String>> result : results.entrySet()) {
            assertThat(result.getValue().get(1, TimeUnit.MINUTES).split(",")).as(result.getKey() + " ms")
                    .allMatch(one -> one.endsWith(NEXT)).hasSize(5);
        }
    }

    @Test
    @Tag("fault-tolerance-stage")
    void aStageHasATimeoutToo() throws Exception {
        assertThat(till("/later?millis=1")).isEqualTo("after 1");
        // its time is over after 5 s; the handler goes on, and the undeployment waits for it
        assertThat(till("/later?millis=10000")).isEqualTo("TimeoutException");
    }

    /** As the blocking methods of the JDK do, a call notices an interrupt that came before it. */
    @Test
    void anInterruptOfTheApplicationEndsACall() throws Exception {
        assertThat(till("/interrupted")).isEqualTo("CallAbortedException false");
    }
}
