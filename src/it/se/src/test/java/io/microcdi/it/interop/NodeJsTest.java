package io.microcdi.it.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.microcdi.MicroPeer;
import io.microcdi.error.CallRefusedException;
import io.microcdi.error.MicroException;
import io.microcdi.it.interop.Shop.Greeting;
import io.microcdi.it.interop.Shop.Name;
import io.microcdi.it.node.NodeProcess;
import io.microcdi.registry.ProxyAnswer;

/** A node in Node.js and one in Java call each other through our registry. */
class NodeJsTest {

    @RegisterExtension
    static final NodeJsShop NODE_JS = new NodeJsShop();

    @Test
    void itRegistersByTheHandshakeAloneAndAnswersAJavaCaller() throws Exception {
        NodeProcess node = NODE_JS.start("greeter");
        String key = NodeJsShop.key(node);

        MicroPeer peer = NODE_JS.shop().caller().peer("greeter");
        assertThat(peer.key()).isEqualTo(key);
        assertThat(NODE_JS.shop().caller().call("greeter", "/greet", new Name("Ada"), Greeting.class))
                .isEqualTo(new Greeting("Hello Ada"));
        assertThatThrownBy(() -> NODE_JS.shop().caller().call("greeter", "/nowhere", new Name("Ada"), Void.class))
                .hasMessageContaining("no route /nowhere").isNotInstanceOf(CallRefusedException.class);
    }

    @Test
    void itFindsAndCallsAJavaRoute() throws Exception {
        NodeProcess node = NODE_JS.start("till", "payments", "/charge", "{\"amount\":3}");
        assertThat(node.await("answered"))
                .isEqualTo("{\"status\":200,\"data\":{\"from\":\"till\",\"paid\":\"3 EUR\"}}");
    }

    @Test
    void itIsCalledBackOnTheLinkThatItOpened() throws Exception {
        NodeProcess node = NODE_JS.start("visitor", "payments", "/introduce", "{\"name\":\"Ada\"}");
        assertThat(node.await("answered")).isEqualTo("{\"status\":200,\"data\":{\"greeting\":\"Hello Ada\"}}");
    }

    @Test
    void theRegistryCallsItOnBehalfOfOthers() throws Exception {
        NodeProcess node = NODE_JS.start("host");
        node.await("registered");
        assertThat(NODE_JS.shop().proxy("host/greet", "{\"name\":\"Ada\"}")).isEqualTo(
                new ProxyAnswer(ProxyAnswer.Outcome.ANSWERED, "200", "{\"greeting\":\"Hello Ada\"}", null, true));
    }

    @Test
    void anUnknownNamespaceIsFoundNowhere() throws Exception {
        NodeProcess node = NODE_JS.start("seeker", "nobody", "/x", "{}");
        assertThat(node.await("nowhere")).isEqualTo("nobody");
    }

    @Test
    void askedToEndItSaysGoodbye() throws Exception {
        NodeProcess node = NODE_JS.start("leaver");
        String key = NodeJsShop.key(node);
        node.terminate();
        assertThat(NODE_JS.shop().awaitDeparture(key)).isEqualTo("1000");
    }

    @Test
    void whenItIsKilledItIsFoundNoMore() throws Exception {
        CompletableFuture<Void> gone = NODE_JS.shop().linkClosed("mortal");
        NodeProcess node = NODE_JS.start("mortal");
        node.await("registered");
        NODE_JS.shop().caller().call("mortal", "/greet", new Name("Ada"), Greeting.class);
        node.kill();
        gone.join();
        assertThatThrownBy(() -> NODE_JS.shop().caller().call("mortal", "/greet", new Name("Ada"), Greeting.class))
                .isInstanceOfSatisfying(MicroException.class, e -> assertThat(e.mayHaveExecuted()).isFalse());
    }
}
