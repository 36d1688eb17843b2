package io.microcdi.it.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.microcdi.error.CallFailedException;
import io.microcdi.error.CallRefusedException;
import io.microcdi.error.CallTimeoutException;
import io.microcdi.it.interop.Shop.Greeting;
import io.microcdi.it.interop.Shop.Name;
import io.microcdi.it.node.NodeJs;
import io.microcdi.it.node.NodeProcess;

/** The package for Node.js in {@code src/node} and a node in Java call each other through our registry. */
class ClientJsTest {

    private static NodeJs nodeJs;
    private static Shop shop;

    @BeforeAll
    static void start() throws Exception {
        nodeJs = NodeJs.find().orElseGet(() -> abort("no Node.js"));
        shop = new Shop();
    }

    @AfterAll
    static void stop() {
        if (shop != null) {
            shop.close();
        }
    }

    @Test
    void itIsFoundByAJavaCallerAndAnswersIt() throws Exception {
        try (NodeProcess node = nodeJs.startClient(shop.registryUrl(), "client/greeter")) {
            String key = node.await("registered").substring("client/greeter ".length());

            assertThat(shop.caller().peer("client/greeter").key()).isEqualTo(key);
            assertThat(shop.caller().call("client/greeter", "/greet", new Name("Ada"), Greeting.class))
                    .isEqualTo(new Greeting("Hello Ada"));
        }
    }

    @Test
    void aJavaCallerLearnsWhetherTheHandlerRan() throws Exception {
        try (NodeProcess node = nodeJs.startClient(shop.registryUrl(), "client/failing")) {
            node.await("registered");

            assertThatThrownBy(() -> shop.caller().call("client/failing", "/nowhere", new Name("Ada"), Void.class))
                    .isInstanceOf(CallRefusedException.class).hasMessageContaining("no route /nowhere");
            assertThatThrownBy(() -> shop.caller().call("client/failing", "/greet", new Name(""), Greeting.class))
                    .isInstanceOf(CallFailedException.class).hasMessageContaining("whom shall I greet?");
        }
    }

    @Test
    void itCallsAJavaRouteAndIsCalledBackOnTheSameLink() throws Exception {
        try (NodeProcess node = nodeJs.startClient(shop.registryUrl(), "till", "payments", "/charge",
                "{\"amount\":3}")) {
            assertThat(node.await("answered")).isEqualTo("{\"from\":\"till\",\"paid\":\"3 EUR\"}");
        }
        try (NodeProcess node = nodeJs.startClient(shop.registryUrl(), "visitor", "payments", "/introduce",
                "{\"name\":\"Ada\"}")) {
            assertThat(node.await("answered")).isEqualTo("{\"greeting\":\"Hello Ada\"}");
        }
    }

    @Test
    void itIsToldByAJavaNodeWhichRouteIsUnknown() throws Exception {
        try (NodeProcess node = nodeJs.startClient(shop.registryUrl(), "lost", "payments", "/nowhere", "1")) {
            assertThat(node.await("failed")).startsWith("REFUSED 404");
        }
    }

    @Test
    void aJavaCallThatTimesOutStopsItsHandler() throws Exception {
        try (NodeProcess node = nodeJs.startClient(shop.registryUrl(), "client/sleeper")) {
            node.await("registered");

            assertThatThrownBy(() -> shop.caller().to("client/sleeper").timeout(Duration.ofMillis(300))
                    .call("/sleep", 20_000, Integer.class)).isInstanceOf(CallTimeoutException.class);
            assertThat(node.await("aborted")).isEqualTo("after less than 20000 ms");
        }
    }

    @Test
    void aJavaCallThatIsCancelledStopsItsHandler() throws Exception {
        try (NodeProcess node = nodeJs.startClient(shop.registryUrl(), "client/dreamer")) {
            node.await("registered");

            CompletableFuture<Integer> call = shop.caller().callAsync("client/dreamer", "/sleep", 20_000,
                    Integer.class);
            node.await("asleep");
            call.cancel(false);
            assertThat(node.await("aborted")).isEqualTo("after less than 20000 ms");
        }
    }

    @Test
    void askedToEndItLeaves() throws Exception {
        try (NodeProcess node = nodeJs.startClient(shop.registryUrl(), "client/leaver")) {
            String key = node.await("registered").substring("client/leaver ".length());
            node.terminate();
            assertThat(shop.awaitDeparture(key)).isEqualTo("1001 leaving");
        }
    }
}
