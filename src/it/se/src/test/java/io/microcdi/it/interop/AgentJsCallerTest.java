package io.microcdi.it.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.microcdi.error.MicroException;
import io.microcdi.it.interop.Shop.Greeting;
import io.microcdi.it.interop.Shop.Name;
import io.microcdi.it.node.NodeProcess;
import io.microcdi.registry.ProxyAnswer;

/** A node of the second dialect in Node.js finds others through our registry, and calls whom it can. */
class AgentJsCallerTest {

    private static final String ADA = "{\"name\":\"Ada\"}";
    private static final String HELLO_ADA = "{\"status\":200,\"data\":{\"greeting\":\"Hello Ada\"}}";

    @RegisterExtension
    static final NodeJsShop NODE_JS = new NodeJsShop();

    @Test
    void itCallsAJavaRouteWhateverTheCaseOfItsName() throws Exception {
        NodeProcess agent = agent("till", "PAYMENTS", "/charge", "[{\"amount\":3}]");
        assertThat(agent.await("answered"))
                .isEqualTo("{\"status\":200,\"data\":{\"from\":\"\",\"paid\":\"3 EUR\"}}");
        agent = agent("till", "payments", "/nowhere", "[]");
        assertThat(agent.await("answered")).startsWith("{\"status\":404").contains("/nowhere");
    }

    @Test
    void itIsCalledBackOnTheLinkThatItOpened() throws Exception {
        NodeProcess agent = agent("visitor", "payments", "/introduce", "[" + ADA + "]");
        assertThat(agent.await("answered")).isEqualTo(HELLO_ADA);
    }

    @Test
    void anUnknownNamespaceIsFoundNowhere() throws Exception {
        NodeProcess agent = agent("seeker", "nobody", "/greet", "[]");
        assertThat(agent.await("nowhere")).isEqualTo("nobody");
    }

    @Test
    void theLastThatCameIsFoundUntilItGoes() throws Exception {
        NodeProcess first = agent("agents");
        NodeProcess second = agent("agents");
        String firstKey = NodeJsShop.key(first);
        String secondKey = NodeJsShop.key(second);
        // they started at the same time: which came last is known when one of them has come again
        first.terminate();
        assertThat(NODE_JS.shop().awaitDeparture(firstKey)).isEqualTo("1000");
        NodeProcess last = agent("agents");
        String lastKey = NodeJsShop.key(last);
        assertEchoIsServedBy(last);
        last.kill();
        assertThat(NODE_JS.shop().awaitDeparture(lastKey)).startsWith("1006");
        assertEchoIsServedBy(second);
        second.kill();
        NODE_JS.shop().awaitDeparture(secondKey);
        NodeProcess seeker = agent("seeker", "agents", "/log", "[1]");
        assertThat(seeker.await("nowhere")).isEqualTo("agents");
    }

    private static void assertEchoIsServedBy(NodeProcess provider) throws Exception {
        NodeProcess seeker = agent("seeker", "agents", "/log", "[\"hello\"]");
        assertThat(seeker.await("answered")).isEqualTo("{\"status\":200}");
        assertThat(provider.await("logged")).isEqualTo("hello");
    }

    @Test
    void whenItIsKilledNobodyReachesIt() throws Exception {
        NodeProcess agent = agent("mortal");
        String key = NodeJsShop.key(agent);
        CompletableFuture<Void> gone = NODE_JS.shop().linkClosed("mortal");
        assertThat(NODE_JS.shop().caller().call("mortal", "/greet", new Name("Ada"), Greeting.class).greeting())
                .isEqualTo("Hello Ada");
        agent.kill();
        gone.join();
        NODE_JS.shop().awaitDeparture(key);
        assertThat(NODE_JS.shop().proxy("mortal/greet", ADA).outcome()).isEqualTo(ProxyAnswer.Outcome.NO_NAMESPACE);
        assertThatThrownBy(() -> NODE_JS.shop().caller().call("mortal", "/greet", new Name("Ada"), Greeting.class))
                .isInstanceOfSatisfying(MicroException.class, e -> assertThat(e.mayHaveExecuted()).isFalse());
    }

    /** The Node.js packages do not understand each other, but the registry understands both. */
    @Test
    void nodesOfBothDialectsFindEachOtherAndTheRegistryCallsEither() throws Exception {
        NodeProcess greeter = NODE_JS.start("greeter");
        NodeProcess agent = agent("agents");
        greeter.await("registered");
        agent.await("registered");
        NodeProcess caller = agent("seeker", "greeter", "/greet", "[" + ADA + "]");
        assertThat(caller.await("failed")).isEqualTo("closed 1008 2 segments: another dialect");
        caller = NODE_JS.start("seeker", "agents", "/greet", ADA);
        assertThat(caller.await("failed")).isEqualTo("closed 1008 3 segments: another dialect");
        assertThat(NODE_JS.shop().proxy("greeter/greet", ADA).payload()).isEqualTo("{\"greeting\":\"Hello Ada\"}");
        assertThat(NODE_JS.shop().proxy("agents/greet", ADA).payload()).isEqualTo("{\"greeting\":\"Hello Ada\"}");
    }

    private static NodeProcess agent(String namespace, String... call) throws Exception {
        return NODE_JS.startAgent(namespace, call);
    }
}
