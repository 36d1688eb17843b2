package io.microcdi.it.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.microcdi.MicroPeer;
import io.microcdi.error.CallRefusedException;
import io.microcdi.error.MicroException;
import io.microcdi.it.interop.Shop.Greeting;
import io.microcdi.it.interop.Shop.Name;
import io.microcdi.it.node.NodeJs;
import io.microcdi.it.node.NodeProcess;
import io.microcdi.registry.ProxyAnswer;

/** A node in Node.js and one in Java call each other through our registry. */
class NodeJsTest {

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
    void itRegistersByTheHandshakeAloneAndAnswersAJavaCaller() throws Exception {
        try (NodeProcess node = nodeJs.start(shop.registryUrl(), "greeter")) {
            String key = node.await("registered").substring("greeter ".length());

            MicroPeer peer = shop.caller().peer("greeter");
            assertThat(peer.key()).isEqualTo(key);
            assertThat(shop.caller().call("greeter", "/greet", new Name("Ada"), Greeting.class))
                    .isEqualTo(new Greeting("Hello Ada"));
            assertThatThrownBy(() -> shop.caller().call("greeter", "/nowhere", new Name("Ada"), Void.class))
                    .hasMessageContaining("no route /nowhere").isNotInstanceOf(CallRefusedException.class);
        }
    }

    @Test
    void itFindsAndCallsAJavaRoute() throws Exception {
        try (NodeProcess node = nodeJs.start(shop.registryUrl(), "till", "payments", "/charge", "{\"amount\":3}")) {
            assertThat(node.await("answered"))
                    .isEqualTo("{\"status\":200,\"data\":{\"from\":\"till\",\"paid\":\"3 EUR\"}}");
        }
    }

    @Test
    void itIsCalledBackOnTheLinkThatItOpened() throws Exception {
        try (NodeProcess node = nodeJs.start(shop.registryUrl(), "visitor", "payments", "/introduce",
                "{\"name\":\"Ada\"}")) {
            assertThat(node.await("answered")).isEqualTo("{\"status\":200,\"data\":{\"greeting\":\"Hello Ada\"}}");
        }
    }

    @Test
    void theRegistryCallsItOnBehalfOfOthers() throws Exception {
        try (NodeProcess node = nodeJs.start(shop.registryUrl(), "host")) {
            node.await("registered");
            assertThat(shop.proxy("host/greet", "{\"name\":\"Ada\"}")).isEqualTo(
                    new ProxyAnswer(ProxyAnswer.Outcome.ANSWERED, "200", "{\"greeting\":\"Hello Ada\"}", null, true));
        }
    }

    @Test
    void whatNobodyIsCalledIsFoundNowhere() throws Exception {
        try (NodeProcess node = nodeJs.start(shop.registryUrl(), "seeker", "nobody", "/x", "{}")) {
            assertThat(node.await("nowhere")).isEqualTo("nobody");
        }
    }

    @Test
    void askedToEndItSaysGoodbye() throws Exception {
        try (NodeProcess node = nodeJs.start(shop.registryUrl(), "leaver")) {
            String key = node.await("registered").substring("leaver ".length());
            node.terminate();
            assertThat(shop.awaitDeparture(key)).isEqualTo("1000");
        }
    }

    @Test
    void whenItIsKilledItIsFoundNoMore() throws Exception {
        CompletableFuture<Void> gone = shop.linkClosed("mortal");
        try (NodeProcess node = nodeJs.start(shop.registryUrl(), "mortal")) {
            node.await("registered");
            shop.caller().call("mortal", "/greet", new Name("Ada"), Greeting.class);
            node.kill();
            gone.join();
            assertThatThrownBy(() -> shop.caller().call("mortal", "/greet", new Name("Ada"), Greeting.class))
                    .isInstanceOfSatisfying(MicroException.class, e -> assertThat(e.mayHaveExecuted()).isFalse());
        }
    }
}
