package io.microcdi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.microcdi.testing.hostile.BadConnect;
import io.microcdi.testing.hostile.BadConnects;
import io.microcdi.testing.hostile.SteadyLoad;

/**
 * A node is called 50 times a second while bad connects reach it at 500 a second. {@code -Dbad.connects=16700} makes that
 * many connects of each kind, by default 2,000.
 * {@code -Dbad.timeout-millis=1000} gives each call a second, on a machine that does nothing else.
 */
@Tag("load")
@ExtendWith(ArquillianExtension.class)
class BadConnectsIT {
    private static final int CONNECTS = Integer.getInteger("bad.connects", 2_000);
    private static final Duration CALL_TIMEOUT = Duration.ofMillis(Integer.getInteger("bad.timeout-millis", 5_000));
    private static final int CALLS_TO_WARM_UP = 50;
    /** Of about 50. A machine that pauses for a second changes nothing: each answer has its own timeout. */
    private static final int CALLS_A_SECOND_AT_LEAST = 5;

    @Deployment(name = "registry", order = 1, testable = false)
    static WebArchive registry() {
        return Wars.registry();
    }

    @Deployment(name = "besieged", order = 2, testable = false)
    static WebArchive besieged() {
        return Wars.exchange("besieged");
    }

    @ParameterizedTest
    @EnumSource(BadConnect.class)
    void aNodeKeepsItsLinksAndAnswersEachCall(BadConnect kind) throws Exception {
        Registration registration = Registration.await("besieged", Server.key("/besieged"));
        try (NodeLink link = caller(); SteadyLoad calls = new SteadyLoad(() -> echo(link))) {
            calls.await(CALLS_TO_WARM_UP);
            attack(kind, calls);
            calls.await(CALLS_TO_WARM_UP);
            calls.finish();
            assertThat(calls.failures()).as("calls that failed").isEmpty();
            registration.assertLasted();
        }
        try (NodeLink later = caller()) {
            later.call("/echo", "\"x\"");
        }
    }

    private static void attack(BadConnect kind, SteadyLoad calls) throws Exception {
        long begun = System.nanoTime();
        int before = calls.succeeded();
        int port = Server.url("/").getPort();
        try (BadConnects connects = new BadConnects(kind, port, "/besieged", CONNECTS, calls::hasFailed)) {
            connects.await();
            double seconds = (System.nanoTime() - begun) / 1e9;
            System.out.printf("%s: %s: %d connects in %.1f s, %d without TCP, %d calls answered meanwhile%n",
                    Server.name(), kind, connects.made(), seconds, connects.failed(), calls.succeeded() - before);
            assertThat(calls.failures()).as("calls that failed, after %d connects", connects.made()).isEmpty();
            assertThat(connects.made()).as("connects made").isEqualTo(CONNECTS);
            assertThat(calls.succeeded() - before).as("calls answered in %.1f s", seconds)
                    .isGreaterThan((int) (CALLS_A_SECOND_AT_LEAST * seconds));
        }
    }

    private static NodeLink caller() {
        return NodeLink.open(Server.url("/besieged"), "127.0.0.1/19156/caller");
    }

    private static CompletableFuture<?> echo(NodeLink link) {
        return link.request("/echo", "\"x\"").orTimeout(CALL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .thenAccept(answer -> assertThat(answer.getJsonObject("data").get("status")).hasToString("200"));
    }
}
