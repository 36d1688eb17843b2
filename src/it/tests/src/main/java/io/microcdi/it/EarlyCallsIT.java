package io.microcdi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
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

import io.microcdi.it.app.Eager;
import io.microcdi.it.app.EagerSingleton;
import io.microcdi.testing.support.Await;

/** An application may call while it is being started; one without routes is called by its context path. */
@ExtendWith(ArquillianExtension.class)
@Tag("quirks")
class EarlyCallsIT {
    private static final Duration JOINED = Duration.ofSeconds(60);

    @ArquillianResource
    private Deployer deployer;

    @Deployment(name = "registry", order = 1, testable = false)
    static WebArchive registry() {
        return Wars.registry();
    }

    @Deployment(name = "eager", managed = false, testable = false)
    static WebArchive eager() {
        return Wars.withExtension("eager", Eager.class, Eager.Listener.class, Eager.ResponseDecoder.class);
    }

    @Deployment(name = "eager-ejb", managed = false, testable = false)
    static WebArchive eagerEjb() {
        return Wars.withExtension("eager-ejb", Eager.class, Eager.Listener.class, Eager.ResponseDecoder.class,
                EagerSingleton.class);
    }

    @Test
    void listenersAndObserversOfTheBeginAreAnswered() throws Exception {
        assertThat(answersOf("eager")).isEqualTo("eager: [listener, observer]");
    }

    @Test
    @Tag("ejb")
    void aSingletonThatIsMadeAtTheBeginIsAnswered() throws Exception {
        assertThat(answersOf("eager-ejb")).isEqualTo("eager-ejb: [listener, observer, singleton]");
    }

    private String answersOf(String application) throws Exception {
        try (RawService orders = RawService.answering("orders")) {
            RegistryView.deployed().awaitKeys("orders", Set.of(orders.key()), JOINED);
            deployer.deploy(application);
            try {
                URI answers = Server.url("/" + application + "/early");
                // some servers begin to deploy only after they were asked to
                Await.until(application + " is deployed", JOINED, () -> Http.get(answers).statusCode() == 200);
                return Http.get(answers).body();
            } finally {
                deployer.undeploy(application);
            }
        }
    }
}
