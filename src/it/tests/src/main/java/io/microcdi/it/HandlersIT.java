package io.microcdi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import jakarta.json.JsonObject;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.microcdi.it.app.Meeting;
import io.microcdi.it.app.Scopes;
import io.microcdi.it.app.Visit;
import io.microcdi.it.app.Visitors;

/** The environment of a handler on a server: scopes, injection, threads. */
@ExtendWith(ArquillianExtension.class)
@Tag("quirks")
class HandlersIT {
    private static final Duration JOINED = Duration.ofSeconds(60);

    @Deployment(name = "registry", order = 1, testable = false)
    static WebArchive registry() {
        return Wars.registry();
    }

    @Deployment(name = "scopes", order = 2, testable = false)
    static WebArchive scopes() {
        return Wars.withExtension("scopes", Scopes.class, Visit.class, Visitors.class);
    }

    @Deployment(name = "front", order = 3, testable = false)
    static WebArchive front() {
        return Wars.withExtension("front", Meeting.class);
    }

    @Deployment(name = "back", order = 4, testable = false)
    static WebArchive back() {
        return Wars.withExtension("back", Meeting.class);
    }

    @Test
    void theRequestScopeIsThatOfOneRequest() throws Exception {
        try (NodeLink link = scopesLink()) {
            JsonObject first = link.call("/scope", null).getJsonObject("data");
            JsonObject second = link.call("/scope", null).getJsonObject("data");

            assertThat(first.getString("again")).isEqualTo(first.getString("first"));
            assertThat(second.getString("first")).isNotEqualTo(first.getString("first"));
            assertThat(second.getInt("alive")).as("the first request's bean is destroyed").isEqualTo(1);
        }
    }

    @Test
    void theContextTellsWhoAskedForWhat() throws Exception {
        try (NodeLink link = scopesLink()) {
            JsonObject context = link.call("/context/a%20b", null).getJsonObject("data");

            assertThat(context.getString("name")).isEqualTo("a b");
            assertThat(context.getString("namespace")).isEqualTo("tester");
            assertThat(context.getString("key")).isEqualTo("127.0.0.1:19112");
            assertThat(context.getInt("remaining")).isBetween(1, 30_000);
        }
    }

    @Test
    void aHundredHandlersThatBlockInACallAreAllAnswered() throws Exception {
        RegistryView.deployed().awaitKeys("front", Set.of(Server.key("/front")), JOINED);
        RegistryView.deployed().awaitKeys("back", Set.of(Server.key("/back")), JOINED);
        try (NodeLink link = NodeLink.open(Server.url("/front"), "127.0.0.1/19112/tester")) {
            List<CompletableFuture<JsonObject>> answers = new ArrayList<>();
            for (int i = 0; i < Meeting.SIZE; i++) {
                answers.add(link.request("/relay", "\"back\""));
            }
            for (CompletableFuture<JsonObject> answer : answers) {
                assertThat(answer.get().getJsonObject("data")).hasToString("{\"status\":200,\"data\":100}");
            }
        }
    }

    private static NodeLink scopesLink() {
        return NodeLink.open(Server.url("/scopes"), "127.0.0.1/19112/tester");
    }
}
