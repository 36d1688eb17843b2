package io.microcdi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;

import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.microcdi.it.app.SlowServlet;

/** An application that goes on starting for a long time after its node has started joins the registry and serves. */
@ExtendWith(ArquillianExtension.class)
@Tag("slow")
class SlowStartIT {
    private static final Duration JOINED = Duration.ofSeconds(60);
    private static final int CALLS = 1_000;

    @ArquillianResource
    private Deployer deployer;

    @Deployment(name = "registry", order = 1, testable = false)
    static WebArchive registry() {
        return Wars.registry();
    }

    @Deployment(name = "slow", managed = false, testable = false)
    static WebArchive slow() {
        return Wars.exchange("slow").addClass(SlowServlet.class);
    }

    @Test
    void anApplicationThatStartsForTwelveSecondsJoinsAndAnswers() throws Exception {
        long begun = System.nanoTime();
        deployer.deploy("slow");
        long deployed = System.nanoTime();
        try (NodeLink link = NodeLink.open(Server.url("/slow"), "127.0.0.1/19156/tester")) {
            RegistryView.deployed().awaitKeys("slow", Set.of(Server.key("/slow")), JOINED);
            long joined = System.nanoTime();
            // a server may say that it has deployed an application while that still starts, as Open Liberty does
            assertThat(Duration.ofNanos(joined - begun)).as("time until it was registered")
                    .isGreaterThanOrEqualTo(Duration.ofSeconds(SlowServlet.START_SECONDS));

            Latencies calls = Latencies.of(CALLS, () -> link.call("/echo", "\"x\""));
            System.out.printf("%s: deployed in %,d ms, registered %,d ms later, then %s%n", Server.name(),
                    Duration.ofNanos(deployed - begun).toMillis(), Duration.ofNanos(joined - deployed).toMillis(),
                    calls);
            assertThat(calls.count()).as("calls made").isEqualTo(CALLS);
            assertThat(calls.failures()).as("calls that failed, first %s", calls.firstFailure()).isZero();
        } finally {
            deployer.undeploy("slow");
        }
    }
}
