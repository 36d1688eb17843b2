package io.microcdi.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.microcdi.error.CallFailedException;
import io.microcdi.test.TestRegistry;
import io.microcdi.test.WithRegistry;
import io.microcdi.testing.support.Await;

/** An application on the server joins a registry in the JVM of its test, as the page about tests shows it. */
@WithRegistry
@ExtendWith(ArquillianExtension.class)
class WithRegistryIT {

    private static final Duration JOINED = Duration.ofSeconds(60);

    static TestRegistry registry;

    @Deployment(testable = false)
    static WebArchive payments() {
        return Wars.configured(Wars.payments("tested.war"), "micro.namespace=tested",
                "micro.registry.url=" + registry.url());
    }

    @Test
    void theApplicationIsCalledThroughTheRegistryOfTheTest() {
        Await.until("tested registered", JOINED, () -> !registry.registry().instances("tested").isEmpty());
        assertThatThrownBy(() -> registry.registry().call("tested/receipts/none", null, String.class))
                .isInstanceOfSatisfying(CallFailedException.class, e -> assertThat(e.status()).isEqualTo(404));
    }
}
