package io.microcdi.it.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.microcdi.error.MicroException;
import io.microcdi.it.interop.Shop.Greeting;
import io.microcdi.it.interop.Shop.Name;
import io.microcdi.it.node.NodeJs;
import io.microcdi.it.node.NodeProcess;
import io.microcdi.registry.ProxyAnswer;

/** A node of the second dialect in Node.js finds others through our registry, and calls whom it can. */
class AgentJsCallerTest {

    private static final String ADA = "{\"name\":\"Ada\"}";
    private static final String HELLO_ADA = "{\"status\":200,\"data\":{\"greeting\":\"Hello Ada\"}}";

    private static NodeJs nodeJs;
    private static Shop shop;

    @BeforeAll
    static void open() throws Exception {
        nodeJs = NodeJs.find().orElseGet(() -> abort("no Node.js"));
        shop = new Shop();
    }

    @AfterAll
    static void close() {
        if (shop != null) {
            shop.close();
        }
    }

    @Test
    void itCallsAJavaRouteWhateverTheCaseOfItsName() throws Exception {
        try (NodeProcess agent = agent("till", "PAYMENTS", "/charge", "[{\"amount\":3}]")) {
            assertThat(agent.await("answered"))
                    .isEqualTo("{\"status\":200,\"data\":{\"from\":\"\",\"paid\":\"3 EUR\"}}");
        }
        try (NodeProcess agent = agent("till", "payments", "/nowhere", "[]")) {
            assertThat(agent.await("answered")).startsWith("{\"status\":404").contains("/nowhere");
        }
    }

    @Test
    void itIsCalledBackOnTheLinkThatItOpened() throws Exception {
        try (NodeProcess agent = agent("visitor", "payments", "/introduce", "[" + ADA + "]")) {
            assertThat(agent.await("answered")).isEqualTo(HELLO_ADA);
        }
    }

    @Test
    void whatNobodyIsCalledIsFoundNowhere() throws Exception {
        try (NodeProcess agent = agent("seeker", "nobody", "/greet", "[]")) {
            assertThat(agent.await("nowhere")).isEqualTo("nobody");
        }
    }

    @Test
    void theLastThatCameIsFoundUntilItGoes() throws Exception {
        try (NodeProcess first = agent("agents"); NodeProcess second = agent("agents")) {
            String firstKey = key(first);
            String secondKey = key(second);
            // they started at the same time: which came last is known when one of them has come again
            first.terminate();
            assertThat(shop.awaitDeparture(firstKey)).isEqualTo("1000");
            try (NodeProcess last = agent("agents")) {
                String lastKey = key(last);
                assertEchoIsServedBy(last);
                last.kill();
                assertThat(shop.awaitDeparture(lastKey)).startsWith("1006");
            }
            assertEchoIsServedBy(second);
            second.kill();
            shop.awaitDeparture(secondKey);
        }
        try (NodeProcess seeker = agent("seeker", "agents", "/log", "[1]")) {
            assertThat(seeker.await("nowhere")).isEqualTo("agents");
        }
    }

    private static void assertEchoIsServedBy(NodeProcess provider) throws Exception {
        try (NodeProcess seeker = agent("seeker", "agents", "/log", "[\"hello\"]")) {
            assertThat(seeker.await("answered")).isEqualTo("{\"status\":200}");
            assertThat(provider.await("logged")).isEqualTo("hello");
        }
    }

    @Test
    void whenItIsKilledNobodyReachesIt() throws Exception {
        try (NodeProcess agent = agent("mortal")) {
            String key = key(agent);
            CompletableFuture<Void> gone = shop.linkClosed("mortal");
            assertThat(shop.caller().call("mortal", "/greet", new Name("Ada"), Greeting.class).greeting())
                    .isEqualTo("Hello Ada");
            agent.kill();
            gone.join();
            shop.awaitDeparture(key);
            assertThat(shop.proxy("mortal/greet", ADA).outcome()).isEqualTo(ProxyAnswer.Outcome.NO_NAMESPACE);
            assertThatThrownBy(() -> shop.caller().call("mortal", "/greet", new Name("Ada"), Greeting.class))
                    .isInstanceOfSatisfying(MicroException.class, e -> assertThat(e.mayHaveExecuted()).isFalse());
        }
    }

    /** The Node.js packages do not understand each other, but the registry understands both. */
    @Test
    void nodesOfBothDialectsFindEachOtherAndTheRegistryCallsEither() throws Exception {
        try (NodeProcess greeter = nodeJs.start(shop.registryUrl(), "greeter"); NodeProcess agent = agent("agents")) {
            greeter.await("registered");
            agent.await("registered");
            try (NodeProcess caller = agent("seeker", "greeter", "/greet", "[" + ADA + "]")) {
                assertThat(caller.await("failed")).isEqualTo("closed 1008 2 segments: another dialect");
            }
            try (NodeProcess caller = nodeJs.start(shop.registryUrl(), "seeker", "agents", "/greet", ADA)) {
                assertThat(caller.await("failed")).isEqualTo("closed 1008 3 segments: another dialect");
            }
            assertThat(shop.proxy("greeter/greet", ADA).payload()).isEqualTo("{\"greeting\":\"Hello Ada\"}");
            assertThat(shop.proxy("agents/greet", ADA).payload()).isEqualTo("{\"greeting\":\"Hello Ada\"}");
        }
    }

    private static NodeProcess agent(String namespace, String... call) throws Exception {
        return nodeJs.startAgent(shop.registryUrl(), namespace, call);
    }

    private static String key(NodeProcess agent) throws InterruptedException {
        String registered = agent.await("registered");
        return registered.substring(registered.indexOf(' ') + 1);
    }
}
