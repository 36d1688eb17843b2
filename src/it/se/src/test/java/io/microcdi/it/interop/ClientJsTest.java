package io.microcdi.it.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.microcdi.error.CallFailedException;
import io.microcdi.error.CallRefusedException;
import io.microcdi.error.CallTimeoutException;
import io.microcdi.it.interop.Shop.Greeting;
import io.microcdi.it.interop.Shop.Name;
import io.microcdi.it.node.NodeProcess;

/** The package for Node.js in {@code src/node} and a node in Java call each other through our registry. */
class ClientJsTest {

    @RegisterExtension
    static final NodeJsShop NODE_JS = new NodeJsShop();

    @Test
    void itIsFoundByAJavaCallerAndAnswersIt() throws Exception {
        NodeProcess node = NODE_JS.startClient("client/greeter");
        String key = NodeJsShop.key(node);

        assertThat(NODE_JS.shop().caller().peer("client/greeter").key()).isEqualTo(key);
        assertThat(NODE_JS.shop().caller().call("client/greeter", "/greet", new Name("Ada"), Greeting.class))
                .isEqualTo(new Greeting("Hello Ada"));
    }

    @Test
    void aJavaCallerLearnsWhetherTheHandlerRan() throws Exception {
        NodeProcess node = NODE_JS.startClient("client/failing");
        node.await("registered");

        assertThatThrownBy(
                () -> NODE_JS.shop().caller().call("client/failing", "/nowhere", new Name("Ada"), Void.class))
                .isInstanceOf(CallRefusedException.class).hasMessageContaining("no route /nowhere");
        assertThatThrownBy(() -> NODE_JS.shop().caller().call("client/failing", "/greet", new Name(""), Greeting.class))
                .isInstanceOf(CallFailedException.class).hasMessageContaining("whom shall I greet?");
    }

    @Test
    void itCallsAJavaRouteAndIsCalledBackOnTheSameLink() throws Exception {
        NodeProcess node = NODE_JS.startClient("till", "payments", "/charge", "{\"amount\":3}");
        assertThat(node.await("answered")).isEqualTo("{\"from\":\"till\",\"paid\":\"3 EUR\"}");
        node = NODE_JS.startClient("visitor", "payments", "/introduce", "{\"name\":\"Ada\"}");
        assertThat(node.await("answered")).isEqualTo("{\"greeting\":\"Hello Ada\"}");
    }

    @Test
    void itIsToldByAJavaNodeWhichRouteIsUnknown() throws Exception {
        NodeProcess node = NODE_JS.startClient("lost", "payments", "/nowhere", "1");
        assertThat(node.await("failed")).startsWith("REFUSED 404");
    }

    @Test
    void aJavaCallThatTimesOutStopsItsHandler() throws Exception {
        NodeProcess node = NODE_JS.startClient("client/sleeper");
        node.await("registered");

        // this opens the link: the handler must begin within the time
        NODE_JS.shop().caller().call("client/sleeper", "/greet", new Name("Ada"), Greeting.class);
        assertThatThrownBy(() -> NODE_JS.shop().caller().to("client/sleeper").timeout(Duration.ofSeconds(2))
                .call("/sleep", 20_000, Integer.class)).isInstanceOf(CallTimeoutException.class);
        assertThat(node.await("aborted")).isEqualTo("after less than 20000 ms");
    }

    @Test
    void aJavaCallThatIsCancelledStopsItsHandler() throws Exception {
        NodeProcess node = NODE_JS.startClient("client/dreamer");
        node.await("registered");

        CompletableFuture<Integer> call = NODE_JS.shop().caller().callAsync("client/dreamer", "/sleep", 20_000,
                Integer.class);
        node.await("asleep");
        call.cancel(false);
        assertThat(node.await("aborted")).isEqualTo("after less than 20000 ms");
    }

    @Test
    void askedToEndItLeaves() throws Exception {
        NodeProcess node = NODE_JS.startClient("client/leaver");
        String key = NodeJsShop.key(node);
        node.terminate();
        assertThat(NODE_JS.shop().awaitDeparture(key)).isEqualTo("leaving");
    }
}
