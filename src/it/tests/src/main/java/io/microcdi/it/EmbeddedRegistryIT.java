package io.microcdi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.microcdi.it.app.Gateway;
import io.microcdi.testing.support.Await;

/** An application that runs the registry itself, by two lines of configuration. No other registry is deployed. */
@ExtendWith(ArquillianExtension.class)
@Tag("quirks")
class EmbeddedRegistryIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    @Deployment(testable = false)
    static WebArchive gateway() {
        return Wars.configured(Wars.withRegistry(Wars.withExtension("gateway", Gateway.class, Gateway.Status.class)),
                "micro.registry-server.enabled=true", "micro.registry.url=ws://" + Server.key("/gateway/registry"));
    }

    private static String get(String path) throws Exception {
        return Http.get(Server.url("/gateway/api" + path)).body();
    }

    private static void awaitNamespaces(String expected) {
        Await.until("namespaces " + expected, SOON, () -> {
            String namespaces = get("");
            if (!namespaces.equals(expected)) {
                throw new IllegalStateException("there are " + namespaces);
            }
            return true;
        });
    }

    @Test
    void theNodeOfTheSameApplicationIsRegistered() throws Exception {
        awaitNamespaces("[gateway]");
        assertThat(get("/gateway/status")).isEqualTo("the gateway runs");
    }

    @Test
    void aServiceOfAnotherProcessIsListedAndCalled() throws Exception {
        awaitNamespaces("[gateway]");
        try (OutsideNode users = OutsideNode.of("user-service", "/gateway/registry")) {
            users.node().register("/users", String.class, (id, context) -> "user " + id);
            users.start();

            assertThat(get("")).isEqualTo("[gateway, user-service]");
            assertThat(get("/user-service/users?id=17")).isEqualTo("user 17");
            assertThat(users.caller().call("gateway", "/status", null, String.class)).isEqualTo("the gateway runs");
        }
        awaitNamespaces("[gateway]");
    }

    @Test
    void pagesOfOthersMayNotConnect() throws Exception {
        String path = "/gateway/registry/127.0.0.1/19123/page";

        assertThat(Handshake.status(path, null)).isEqualTo(101);
        assertThat(Handshake.status(path, "https://evil.example")).as("refused").isNotEqualTo(101);
    }
}
