package io.microcdi.it.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.microcdi.RawJson;
import io.microcdi.error.CallFailedException;
import io.microcdi.it.interop.Shop.Greeting;
import io.microcdi.it.interop.Shop.Name;
import io.microcdi.it.node.NodeProcess;
import io.microcdi.registry.ProxyAnswer;

/** A service of the second dialect in Node.js (wire, The second dialect) is found and called by a node in Java. */
class AgentJsTest {

    @RegisterExtension
    static final NodeJsShop NODE_JS = new NodeJsShop();
    private static int started;

    private NodeProcess agent;
    private String name;
    private String key;

    @BeforeEach
    void start() throws Exception {
        name = "agents-" + ++started; // a caller of the former agent may not know yet that it is gone
        agent = NODE_JS.startAgent(name);
        key = NodeJsShop.key(agent);
    }

    @Test
    void itIsListedAsWhatItIsAndCalled() {
        assertThat(NODE_JS.shop().instances(name)).singleElement().satisfies(instance -> {
            assertThat(instance.key()).isEqualTo(key);
            assertThat(instance.dialect()).isEqualTo(2);
        });
        assertThat(NODE_JS.shop().caller().call(name, "/greet", new Name("Ada"), Greeting.class))
                .isEqualTo(new Greeting("Hello Ada"));
        assertThat(NODE_JS.shop().caller().peer(name).key()).isEqualTo(key);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', value = { "[1,\"two\",null] | [1,\"two\",null]", "[] | []",
            "` [ 3 ]` | [3]", "{\"name\":\"Ada\"} | [{\"name\":\"Ada\"}]", "\"text\" | [\"text\"]", "7 | [7]",
            "null | [null]" })
    void anArrayIsItsArgumentsAndAnythingElseItsOnlyOne(String payload, String arguments) {
        assertThat(NODE_JS.shop().caller().call(name, "/echo", new RawJson(payload), RawJson.class))
                .isEqualTo(new RawJson(arguments));
        assertThat(NODE_JS.shop().proxy(name + "/echo", payload).payload()).isEqualTo(arguments);
    }

    @Test
    void itsFailuresAreAnswers() {
        assertThatThrownBy(() -> NODE_JS.shop().caller().call(name, "/nowhere", null, Void.class))
                .isInstanceOfSatisfying(CallFailedException.class, e -> assertThat(e.status()).isEqualTo(104))
                .hasMessageContaining("no command /nowhere");
        assertThatThrownBy(() -> NODE_JS.shop().caller().call(name, "/greet", null, Greeting.class))
                .isInstanceOfSatisfying(CallFailedException.class, e -> assertThat(e.status()).isEqualTo(500))
                .hasMessageContaining("name");
    }

    @Test
    void itIsToldWhenNobodyWaitsAnyMore() throws Exception {
        CompletableFuture<Void> call = NODE_JS.shop().caller().callAsync(name, "/sleep", 60_000, Void.class);
        assertThat(agent.await("asleep")).isEqualTo("for 60000 ms");
        call.cancel(true);
        assertThat(agent.await("aborted")).isEqualTo("after less than 60000 ms");
    }

    @Test
    void aPushArrives() throws Exception {
        NODE_JS.shop().caller().peer(name).push("/log", "a line");
        assertThat(agent.await("logged")).isEqualTo("a line");
    }

    @Test
    void theRegistryCallsItOnBehalfOfOthers() {
        assertThat(NODE_JS.shop().proxy("ws://" + name + "/greet", "{\"name\":\"Ada\"}")).isEqualTo(
                new ProxyAnswer(ProxyAnswer.Outcome.ANSWERED, "200", "{\"greeting\":\"Hello Ada\"}", null, true));
        assertThat(NODE_JS.shop().proxy(name + "/nowhere", "[]")).isEqualTo(
                new ProxyAnswer(ProxyAnswer.Outcome.FAILED, "104", "null", "no command /nowhere", true));
        assertThat(NODE_JS.shop().instances(name)).singleElement()
                .satisfies(instance -> assertThat(instance.forwardedCalls()).isEqualTo(2));
        assertThat(NODE_JS.shop().proxy("nobody/greet", "[]").outcome()).isEqualTo(ProxyAnswer.Outcome.NO_NAMESPACE);
    }
}
