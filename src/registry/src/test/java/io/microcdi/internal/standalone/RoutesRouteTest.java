package io.microcdi.internal.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.microcdi.MicroNode;
import io.microcdi.Registration;
import io.microcdi.config.ConfigKeys;
import io.microcdi.error.MicroException;
import io.microcdi.internal.registry.EngineRegistry;
import io.microcdi.internal.route.PathPattern;
import io.microcdi.internal.route.RouteSpec;
import io.microcdi.internal.security.AccessRule;
import io.microcdi.registry.MicroRegistry;
import io.microcdi.registry.ProxyAnswer;

/** A node tells which routes its application has, to peers and through the registry. */
@Timeout(120)
class RoutesRouteTest {

    private final EngineRegistry registry = (EngineRegistry) MicroRegistry.builder().listen("127.0.0.1", 0).build();
    private EngineNode shop;
    private MicroNode caller;

    @BeforeEach
    void start() {
        registry.start();
        shop = node("shop");
        caller = node("caller");
    }

    @AfterEach
    void stop() {
        caller.stop();
        shop.stop();
        registry.stop();
    }

    private EngineNode node(String namespace) {
        MicroNode node = MicroNode.builder(namespace).registry("ws://127.0.0.1:" + registry.port())
                .set(ConfigKeys.MAX_THREADS, 1)
                .set(ConfigKeys.MAX_WAIT, Duration.ofSeconds(20)).listen("127.0.0.1", 0).build();
        node.start();
        node.ready().toCompletableFuture().join();
        return (EngineNode) node;
    }

    private JsonObject ask(Object payload) {
        return caller.caller().call("shop", "/-/routes", payload, JsonObject.class);
    }

    @Test
    void eachRouteHasItsParametersAndWhetherItIsIdempotentAndItsRoles() {
        shop.register("/charge", context -> null);
        shop.register(new RouteSpec(PathPattern.parse("/orders/{id}/{rest...}"), true, false)
                .withAccess(AccessRule.rolesAllowed("clerk", "admin")), context -> null);
        shop.register(RouteSpec.of("/closed").withAccess(AccessRule.DENY_ALL), context -> null);
        assertThat(ask(null)).hasToString("{\"routes\":["
                + "{\"path\":\"/charge\",\"parameters\":[],\"idempotent\":false},"
                + "{\"path\":\"/closed\",\"parameters\":[],\"idempotent\":false,\"roles\":[]},"
                + "{\"path\":\"/orders/{id}/{rest...}\",\"parameters\":[\"id\",\"rest\"],\"idempotent\":true,"
                + "\"roles\":[\"admin\",\"clerk\"]}]}");
    }

    @Test
    void aChangeIsInTheNextAnswer() {
        assertThat(paths(ask(null))).isEmpty();
        Registration charge = shop.register("/charge", context -> null);
        assertThat(paths(ask(null))).containsExactly("/charge");
        charge.close();
        assertThat(paths(ask(null))).isEmpty();
    }

    @Test
    void theThreadThatReadsIsNotKept() throws InterruptedException {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        shop.register("/busy", context -> {
            busy.countDown();
            end.await();
            return null;
        });
        CompletableFuture<Object> work = caller.caller().callAsync("shop", "/busy", null, Object.class);
        busy.await();
        CompletableFuture<JsonObject> routes = caller.caller().callAsync("shop", "/-/routes", null, JsonObject.class);
        caller.caller().call("shop", "/-/health", null, JsonObject.class);
        assertThat(routes).as("it waits for the only thread of handlers").isNotDone();
        end.countDown();
        assertThat(paths(routes.join())).containsExactly("/busy");
        work.join();
    }

    @Test
    void anAnswerIsBoundedAndTheRestIsAskedFor() {
        IntStream.range(0, 2_500).forEach(i -> shop.register("/r" + i + "/{id}", context -> null));
        List<String> paths = new ArrayList<>();
        JsonObject answer = ask(null);
        while (answer.getBoolean("more", false)) {
            assertThat(answer.getJsonArray("routes")).hasSizeLessThanOrEqualTo(1_000);
            paths.addAll(paths(answer));
            answer = ask(after(paths.get(paths.size() - 1)));
        }
        paths.addAll(paths(answer));
        assertThat(paths).hasSize(2_500).doesNotHaveDuplicates();
    }

    @Test
    void anAnswerOfLongPathsIsBoundedToo() {
        IntStream.range(0, 100).forEach(i -> shop.register("/" + "x".repeat(1_000) + i, context -> null));
        JsonObject answer = ask(null);
        assertThat(answer.toString()).hasSizeLessThan(70_000);
        assertThat(answer.getBoolean("more")).isTrue();
        assertThat(paths(answer)).hasSizeGreaterThan(50);
    }

    @Test
    void anInvalidPathIsRefused() {
        assertThatThrownBy(() -> ask(after("x"))).isInstanceOf(MicroException.class)
                .hasMessageContaining("expects {\"after\": path of a route} or nothing");
    }

    @Test
    void theRegistryAsksAnInstance() {
        shop.register("/charge", context -> null);
        shop.register("/refund", context -> null);
        ProxyAnswer answer = registry.routes("shop", "/charge", Duration.ofSeconds(10)).join();
        assertThat(answer.outcome()).isEqualTo(ProxyAnswer.Outcome.ANSWERED);
        assertThat(answer.payload())
                .isEqualTo("{\"routes\":[{\"path\":\"/refund\",\"parameters\":[],\"idempotent\":false}]}");
        assertThat(registry.routes("nobody", null, Duration.ofSeconds(10)).join().outcome())
                .isEqualTo(ProxyAnswer.Outcome.NO_NAMESPACE);
    }

    private static JsonObject after(String path) {
        return Json.createObjectBuilder().add("after", path).build();
    }

    private static List<String> paths(JsonObject answer) {
        return answer.getJsonArray("routes").getValuesAs(JsonObject.class).stream()
                .map(route -> ((JsonString) route.get("path")).getString()).toList();
    }
}
