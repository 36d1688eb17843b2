package io.microcdi.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.MicroNode;
import io.microcdi.registry.CallProtocol;
import io.microcdi.registry.MicroRegistry;
import io.microcdi.registry.ProxyAnswer;

/** A registry forwards nothing to the routes by which nodes and registries talk to each other. */
@Timeout(120)
class ForwardedOwnRoutesTest {

    private final MicroRegistry registry = MicroRegistry.builder().listen("127.0.0.1", 0).build();
    private MicroNode shop;

    @BeforeEach
    void start() {
        registry.start();
        shop = MicroNode.builder("shop").registry("ws://127.0.0.1:" + registry.port()).listen("127.0.0.1", 0)
                .build();
        shop.register("/x", context -> "x");
        shop.start();
        shop.ready().toCompletableFuture().join();
    }

    @AfterEach
    void stop() {
        shop.stop();
        registry.stop();
    }

    @ParameterizedTest
    @ValueSource(strings = { "shop/-/changed", "shop/%2D/changed", "shop/%2d/health", "shop/-", "shop/-/",
            "shop//-/changed", "shop/.//./-/changed", "shop/x/../-/changed", "shop/../-/changed", "shop/%2e/-/changed",
            "shop/%252D/changed", "shop/%25%32%64/changed", "shop/%2F-/changed",
            "shop/-?a=b/changed", "shop/-#/changed", "shop/\\-\\changed", "shop/-%2fchanged", "ws://shop/-/changed",
            "ws://shop//%2D//changed",
            "shop/x%3f/../-/changed", "shop/x%2523/../-/changed",
            "shop/x?a=b/../-/changed", "shop/a%2Fb/../-/changed", "shop/a\\b/../-/changed", "shop/-//../changed" })
    void areNotFoundAndNotExecuted(String address) throws Exception {
        ProxyAnswer answer = registry.forward(address, "{}", Duration.ofSeconds(10), CallProtocol.WS).get(10,
                TimeUnit.SECONDS);
        assertThat(answer.status()).isEqualTo("404");
        assertThat(answer.message()).contains("are not forwarded");
        assertThat(answer.mayHaveExecuted()).isFalse();
        assertThat(registry.forward("shop/x", "{}", Duration.ofSeconds(10), CallProtocol.WS).get(30, TimeUnit.SECONDS)
                .payload()).isEqualTo("\"x\"");
    }

    @ParameterizedTest
    @ValueSource(strings = { "shop/x?-", "shop/x?a=/-/b", "shop/x?a=..", "shop/x/../x?a=b", "shop/x?a=%2D" })
    void othersAreForwarded(String address) throws Exception {
        assertThat(registry.forward(address, "{}", Duration.ofSeconds(10), CallProtocol.WS).get(30, TimeUnit.SECONDS)
                .message()).doesNotContain("are not forwarded");
    }
}
