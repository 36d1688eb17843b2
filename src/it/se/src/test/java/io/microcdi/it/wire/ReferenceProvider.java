package io.microcdi.it.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;

import io.microcdi.MicroNode;
import io.microcdi.RawJson;
import io.microcdi.RouteContext;
import io.microcdi.RouteHandler;
import io.microcdi.error.RouteException;

/** A node of ours with the routes that the provider of the recordings had. */
final class ReferenceProvider implements Exchange.Ours, AutoCloseable {

    private static final JsonArray ARRAY = Json.createArrayBuilder().add(1).add("two").addNull()
            .add(Json.createObjectBuilder().add("three", 3)).build();

    private static final String SLOW = "/slow";

    private final Semaphore begun = new Semaphore(0);
    private final Set<CompletableFuture<?>> underWay = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final MicroNode node;
    private final int port;

    private ReferenceProvider(MicroNode node, int port) {
        this.node = node;
        this.port = port;
    }

    /** Starts one that is registered when this returns. */
    static ReferenceProvider start(Party as, int registryPort) throws Exception {
        MicroNode node = MicroNode.builder(as.namespace()).registry("ws://127.0.0.1:" + registryPort)
                .listen("127.0.0.1", 0)
                .build();
        node.start();
        node.ready().toCompletableFuture().get(60, TimeUnit.SECONDS);
        ReferenceProvider provider = new ReferenceProvider(node,
                Integer.parseInt(node.key().substring(node.key().lastIndexOf(':') + 1)));
        provider.registerRoutes(as.name());
        return provider;
    }

    int port() {
        return port;
    }

    /** An ABORT that is sent next shall find a handler that runs. */
    @Override
    public void sent(Line line) {
        if (line.message().filter(message -> message.isRequest() && message.url().equals(SLOW)).isPresent()) {
            try {
                assertThat(begun.tryAcquire(60, TimeUnit.SECONDS)).as(SLOW + " has begun").isTrue();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** Waits until every handler that takes its time has ended or was stopped. */
    void awaitIdle() throws Exception {
        CompletableFuture.allOf(underWay.toArray(CompletableFuture[]::new)).handle((done, failure) -> null).get(60,
                TimeUnit.SECONDS);
        // the thread that completes an answer also sends it
        clock.submit(() -> null).get(60, TimeUnit.SECONDS);
    }

    private void registerRoutes(String name) {
        node.register("/echo", ReferenceProvider::echo);
        node.register("/undef", context -> RouteHandler.NOTHING);
        node.register("/null", context -> null);
        node.register("/str", context -> "hello");
        node.register("/num", context -> 42);
        node.register("/arr", context -> ARRAY);
        node.register("/users/{id}", JsonObject.class, ReferenceProvider::user);
        node.register("/err", context -> {
            throw new RouteException(500, "boom");
        });
        node.register("/exc", context -> {
            throw new RouteException(403, "forbidden");
        });
        node.register(SLOW, JsonObject.class, this::slow);
        node.register("/log", context -> RouteHandler.NOTHING);
        node.register("/who", context -> name);
    }

    private static Object echo(RouteContext context) {
        boolean absent = RawJson.ABSENT.equals(context.payload(RawJson.class));
        return absent ? RouteHandler.NOTHING : context.payload(JsonValue.class);
    }

    private static Object user(JsonObject payload, RouteContext context) {
        JsonObjectBuilder answer = Json.createObjectBuilder()
                .add("params", Json.createObjectBuilder().add("id", context.param("id"))).add("url", context.url());
        return payload != null && payload.containsKey("q") ? answer.add("q", payload.get("q")).build()
                : answer.build();
    }

    private Object slow(JsonObject payload, RouteContext context) {
        CompletableFuture<Object> answer = new CompletableFuture<>();
        underWay.add(answer);
        begun.release();
        answer.whenComplete((done, failure) -> underWay.remove(answer));
        clock.schedule(() -> answer.complete(List.of()), payload.getInt("ms"), TimeUnit.MILLISECONDS);
        return answer;
    }

    @Override
    public void close() {
        node.stop();
        clock.shutdownNow();
    }
}
