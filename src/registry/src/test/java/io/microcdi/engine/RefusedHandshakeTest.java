package io.microcdi.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.MicroNode;
import io.microcdi.config.ConfigKeys;
import io.microcdi.registry.MicroRegistry;
import io.microcdi.testing.LogCapture;
import io.microcdi.testing.socket.RawSocket;
import io.microcdi.testing.support.Await;

/** A program that listens by itself refuses an announcement that no node can have, before it answers the handshake. */
@Timeout(120)
class RefusedHandshakeTest {

    private static final MicroRegistry REGISTRY = MicroRegistry.builder().listen("127.0.0.1", 0).build();
    private static MicroNode node;
    private static int registryPort;
    private static int nodePort;

    @BeforeAll
    static void start() {
        REGISTRY.start();
        registryPort = REGISTRY.port();
        node = MicroNode.builder("payments").registry("ws://127.0.0.1:" + registryPort).listen("127.0.0.1", 0)
                .build();
        node.start();
        nodePort = Integer.parseInt(node.key().substring(node.key().lastIndexOf(':') + 1));
    }

    @AfterAll
    static void stop() {
        node.stop();
        REGISTRY.stop();
    }

    @ParameterizedTest
    @ValueSource(strings = { "/127.0.0.1/9000/orders", "/127.0.0.1/9000/@acme/orders",
            "/127.0.0.1/9000/%40acme/orders", "/127.0.0.1/9000/a:b", "/127.0.0.1/9000/a%3Ab", "/127.0.0.1/9000" })
    void theWiderGrammarPasses(String path) throws IOException {
        RawSocket.open(nodePort, path).close();
        RawSocket.open(registryPort, path).close();
    }

    @ParameterizedTest
    @ValueSource(strings = { "/127.0.0.1/0/orders", "/127.0.0.1/port/orders", "/127.0.0.1/9000/registry",
            "/127.0.0.1/9000/-orders", "/127.0.0.1/9000/a*b", "/127.0.0.1/9000/gr%C3%BC%C3%9Fe",
            "/127.0.0.1/9000/a%0Ab", "/127.0.0.1/9000/%40acme%2Forders", "/127.0.0.1/9000/%2572",
            "/127.0.0.1/9000/a/..", "/127.0.0.1/9000/a/%2E%2E" })
    void anInvalidAnnouncementIsNotAnswered101(String path) {
        refused(path);
    }

    private static void refused(String path) {
        for (int port : new int[] { nodePort, registryPort }) {
            assertThatThrownBy(() -> RawSocket.open(port, path).close()).as("%s", path).isInstanceOf(IOException.class)
                    .satisfies(failure -> assertThat(String.valueOf(failure.getMessage())).doesNotContain("101 "));
        }
    }

    @Test
    void aNodeIsToldWhatItsRegistryMayRefuse() {
        MicroRegistry strict = MicroRegistry.builder().listen("127.0.0.1", 0)
                .set(ConfigKeys.ANNOUNCE_NAMES, List.of("shop.example")).build();
        strict.start();
        MicroNode orders = MicroNode.builder("shop/orders").registry("ws://127.0.0.1:" + strict.port())
                .listen("127.0.0.1", 0).set(ConfigKeys.ADVERTISE_HOST, "orders.example")
                .set(ConfigKeys.ADVERTISE_SELF_CHECK, false).build();
        try (LogCapture log = new LogCapture("io.microcdi.discovery")) {
            orders.start();
            Await.until("the refusal is told", Duration.ofSeconds(30),
                    () -> log.messages().stream().anyMatch(line -> line.contains("HTTP status 403")
                            && line.contains("micro.security.announce-names")
                            && line.matches(
                                    ".*This node announced orders\\.example:[0-9]+ and the namespace shop/orders.*")));
        } finally {
            orders.stop();
            strict.stop();
        }
    }
}
