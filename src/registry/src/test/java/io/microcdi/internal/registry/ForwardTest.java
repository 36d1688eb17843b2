package io.microcdi.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.MicroNode;
import io.microcdi.RawJson;
import io.microcdi.registry.CallProtocol;
import io.microcdi.registry.MicroRegistry;
import io.microcdi.registry.ProxyAnswer;

/** A program forwards JSON through its registry: only one well-formed value within the bounds becomes part of a frame. */
@Timeout(120)
class ForwardTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final List<String> ended = new CopyOnWriteArrayList<>();
    private final MicroRegistry registry = MicroRegistry.builder().listen("127.0.0.1", 0)
            .interceptor(call -> call.onEnd(end -> ended.add(call.url()))).build();
    private MicroNode node;

    @BeforeEach
    void start() {
        registry.start();
        node = MicroNode.builder("echo").registry("ws://127.0.0.1:" + registry.port()).listen("127.0.0.1", 0)
                .build();
        node.register("/echo", RawJson.class, (json, context) -> json);
        node.register("/never", RawJson.class, (json, context) -> new CompletableFuture<RawJson>());
        node.start();
        node.ready().toCompletableFuture().join();
    }

    @AfterEach
    void stop() {
        node.stop();
        registry.stop();
    }

    private ProxyAnswer forward(String json) {
        return registry.forward("echo/echo", json, TIMEOUT, CallProtocol.WS).join();
    }

    @ParameterizedTest
    @ValueSource(strings = { "1}},{\"id\":77,\"mode\":0,\"twoway\":false,\"data\":{\"url\":\"/echo\",\"data\":1", "1 2",
            "{\"meta\":", "{\"_correlationId\":\"\\u00zz\"}", "{'a':1}", "", " ", "NaN" })
    void aTextThatIsNotOneValueIsRefusedBeforeItIsSent(String json) {
        assertThatThrownBy(() -> forward(json)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not one JSON value");
        assertThat(forward("1").payload()).isEqualTo("1");
        assertThat(node.counters().droppedFrames()).isZero();
        assertThat(registry.namespaces().get(0).instances().get(0).forwardedCalls()).isEqualTo(1);
    }

    /** Otherwise the span of a call that its caller has timed out would stay open. */
    @Test
    void theInterceptorsOfACallThatIsEndedByItsCallerSeeItsEnd() {
        assertThat(ended).isEmpty();
        registry.forward("echo/never", "1", TIMEOUT, CallProtocol.WS).completeExceptionally(new TimeoutException());
        assertThat(ended).containsExactly("/never");
    }

    @Test
    void aPayloadBeyondABoundIsRefusedBeforeItIsSent() {
        assertThatThrownBy(() -> forward("[".repeat(100) + "]".repeat(100)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("nest");
        assertThatThrownBy(() -> forward("1".repeat(1_000))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("digits");
    }

    @Test
    void oneValuePassesAsItIs() {
        assertThat(forward("{\"a\" : 1e2}").payload()).isEqualTo("{\"a\" : 1e2}");
        assertThat(forward(" null\n").payload()).isEqualTo("null");
        assertThat(forward(null).payload()).isNull();
    }
}
