package io.microcdi.it.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.microcdi.MicroPeer;
import io.microcdi.NodeListener;
import io.microcdi.error.CallRefusedException;
import io.microcdi.error.MicroException;
import io.microcdi.it.node.NodeJs;
import io.microcdi.it.node.NodeProcess;
import io.microcdi.standalone.EngineNode;
import io.microcdi.standalone.MicroNodeBuilder;
import io.microcdi.standalone.RegistryBuilder;
import io.microcdi.standalone.RegistryServer;

/** A node in Node.js and one in Java call each other through our registry. */
class NodeJsTest {

    /** Whom to greet. */
    public record Name(String name) {
    }

    /** What came of it. */
    public record Greeting(String greeting) {
    }

    /** What is charged. */
    public record Charge(int amount) {
    }

    /** That it was. */
    public record Receipt(String paid, String from) {
    }

    private static final RegistryServer REGISTRY = RegistryBuilder.create().build();
    private static NodeJs nodeJs;
    private static String registryUrl;
    private static EngineNode java;

    @BeforeAll
    static void start() throws Exception {
        nodeJs = NodeJs.find().orElseGet(() -> abort("no Node.js"));
        registryUrl = "ws://127.0.0.1:" + REGISTRY.listen(0);
        java = MicroNodeBuilder.create("payments").registry(registryUrl).listen(0).build();
        java.register("/charge", Charge.class,
                (charge, context) -> new Receipt(charge.amount() + " EUR", context.callerNamespace()));
        java.start();
        java.ready().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @AfterAll
    static void stop() {
        if (java != null) {
            java.stop();
            REGISTRY.stop();
        }
    }

    @Test
    void itRegistersByTheHandshakeAloneAndAnswersAJavaCaller() throws Exception {
        try (NodeProcess node = nodeJs.start(registryUrl, "greeter")) {
            String key = node.await("registered").substring("greeter ".length());

            MicroPeer peer = java.caller().get("greeter");
            assertThat(peer.key()).isEqualTo(key);
            assertThat(java.caller().call("greeter", "/greet", new Name("Ada"), Greeting.class))
                    .isEqualTo(new Greeting("Hello Ada"));
            assertThatThrownBy(() -> java.caller().call("greeter", "/nowhere", new Name("Ada"), Void.class))
                    .hasMessageContaining("no route /nowhere").isNotInstanceOf(CallRefusedException.class);
        }
    }

    @Test
    void itFindsAndCallsAJavaRoute() throws Exception {
        try (NodeProcess node = nodeJs.start(registryUrl, "till", "payments", "/charge", "{\"amount\":3}")) {
            assertThat(node.await("answered"))
                    .isEqualTo("{\"status\":200,\"data\":{\"from\":\"till\",\"paid\":\"3 EUR\"}}");
        }
    }

    @Test
    void whenItIsKilledItIsFoundNoMore() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        java.addListener(goneFrom("mortal", gone));
        try (NodeProcess node = nodeJs.start(registryUrl, "mortal")) {
            node.await("registered");
            java.caller().call("mortal", "/greet", new Name("Ada"), Greeting.class);
            node.kill();
            assertThat(gone.await(20, TimeUnit.SECONDS)).isTrue();
            assertThatThrownBy(() -> java.caller().call("mortal", "/greet", new Name("Ada"), Greeting.class))
                    .isInstanceOfSatisfying(MicroException.class, e -> assertThat(e.mayHaveExecuted()).isFalse());
        }
    }

    private static NodeListener goneFrom(String namespace, CountDownLatch gone) {
        return new NodeListener() {
            @Override
            public void linkClosed(MicroPeer peer, int code, String reason) {
                if (peer.namespace().equals(namespace)) {
                    gone.countDown();
                }
            }
        };
    }
}
