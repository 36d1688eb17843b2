package io.microcdi.internal.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.microcdi.RouteContext;
import io.microcdi.RouteHandler;
import io.microcdi.config.ConfigKeys;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.route.PathPattern;
import io.microcdi.internal.route.RouteSpec;
import io.microcdi.testing.RawPeer;
import io.microcdi.testing.TestNode;
import io.microcdi.testing.World;

/** Routes on the thread that reads: in no table while their handlers run, in one as soon as these return a stage. */
class InlineRouteTest {

    private static final String NODE = "10.0.0.5:9000";

    private final World world = new World().set(ConfigKeys.MAX_REQUESTS, 3);
    private final TestNode node = world.node("payments", NODE);
    private final List<CompletableFuture<String>> stages = new ArrayList<>();
    private final List<RouteContext> contexts = new ArrayList<>();
    private RawPeer peer;

    @BeforeEach
    void start() {
        inline("/now", context -> "now " + link().servedRequests());
        inline("/fails", context -> {
            throw new IllegalStateException("broken");
        });
        inline("/later", this::later);
        node.route("/pool", this::later);
        node.listen();
        peer = RawPeer.dial(world, "ws://" + NODE + "/10.0.0.9/9000/orders?v=1&id=a&features=errors");
    }

    @Test
    void aResultAndAFailureAreAnsweredAndNeitherIsEverInWork() {
        assertThat(peer.ask(1, "/now", "null")).contains("\"id\":1,", "\"now 0\"");
        assertThat(peer.ask(1, "/fails", "null")).contains("\"id\":1,", "\"status\":500", "internal error");
        peer.send("{\"id\":1,\"mode\":0,\"twoway\":false,\"data\":{\"url\":\"/now\"}}");
        assertThat(peer.received()).as("the hello and two answers").hasSize(3);
        assertThat(node.node().counters().dropped()).isZero();
    }

    @Test
    void anIdThatIsInWorkIsInUseForInlineRoutesToo() {
        peer.ask(7, "/pool", "null");
        assertThat(peer.ask(7, "/now", "null")).contains("\"id\":7,", "\"status\":409");
        peer.ask(8, "/later", "null");
        assertThat(peer.ask(8, "/later", "null")).contains("\"id\":8,", "\"status\":409");
        stages.forEach(stage -> stage.complete("done"));
        assertThat(peer.received()).filteredOn(text -> text.contains("\"done\"")).hasSize(2);
    }

    @Test
    void whereThereAreTooManyInWorkInlineRoutesAreRefusedToo() {
        peer.ask(1, "/later", "null");
        peer.ask(2, "/later", "null");
        peer.ask(3, "/later", "null");
        assertThat(peer.ask(4, "/now", "null")).contains("\"status\":429", "\"executed\":false");
        stages.get(0).complete("done");
        assertThat(peer.ask(4, "/now", "null")).contains("\"now 2\"");
    }

    @Test
    void aStageIsCancelledByAnAbort() {
        peer.ask(1, "/later", "null");
        assertThat(link().servedRequests()).isEqualTo(1);
        peer.send("{\"id\":2,\"mode\":2,\"data\":1}");
        assertThat(stages.get(0)).isCancelled();
        assertThat(contexts.get(0).isAborted()).isTrue();
        assertThat(peer.received()).as("the hello only").hasSize(1);
        assertThat(link().servedRequests()).isZero();
    }

    @Test
    void aStageIsCancelledAtItsDeadline() {
        peer.ask(1, "/later", "null");
        world.advance(Duration.ofSeconds(30));
        assertThat(peer.last()).contains("\"id\":1,", "\"status\":504");
        assertThat(stages.get(0)).isCancelled();
    }

    @Test
    void aStageIsCancelledWithItsLink() {
        peer.ask(1, "/later", "null");
        peer.pipe().cut();
        assertThat(stages.get(0)).isCancelled();
    }

    private CompletableFuture<String> later(RouteContext context) {
        contexts.add(context);
        stages.add(new CompletableFuture<>());
        return stages.get(stages.size() - 1);
    }

    private Link link() {
        return node.node().openLinks().iterator().next();
    }

    private void inline(String path, RouteHandler handler) {
        node.node().register(new RouteSpec(PathPattern.parse(path), false, true), handler);
    }
}
