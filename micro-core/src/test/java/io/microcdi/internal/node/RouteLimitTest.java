package io.microcdi.internal.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.microcdi.RouteContext;
import io.microcdi.config.ConfigException;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.route.PathPattern;
import io.microcdi.internal.route.RouteSpec;
import io.microcdi.testing.LogCapture;
import io.microcdi.testing.RawPeer;
import io.microcdi.testing.TestNode;
import io.microcdi.testing.World;

/** A route that may have so many requests in work at once. */
class RouteLimitTest {

    private final World world = new World();
    private final Map<String, String> settings = new HashMap<>();
    private final List<CompletableFuture<String>> stages = new ArrayList<>();
    private boolean uncancellable;
    private TestNode node;
    private RawPeer peer;

    private void start(RouteSpec... specs) {
        world.config(MicroConfig.read(key -> Optional.ofNullable(settings.get(key)), ConfigKeys.ALL));
        node = world.node("payments", "10.0.0.5:9000");
        for (RouteSpec spec : specs) {
            node.node().register(spec, this::later);
        }
        node.listen();
        peer = RawPeer.dial(world, "ws://10.0.0.5:9000/10.0.0.9/9000/orders?v=1&id=a&features=errors");
    }

    private CompletionStage<String> later(RouteContext context) {
        CompletableFuture<String> stage = new CompletableFuture<>();
        stages.add(stage);
        return uncancellable ? stage.minimalCompletionStage() : stage;
    }

    private static RouteSpec route(String path, int max) {
        return RouteSpec.of(path).withMaxConcurrent(max);
    }

    @Test
    void furtherRequestsWaitUntilTheStageOfOneHasEnded() {
        start(route("/charge", 2), route("/free", 0));
        for (int id = 1; id <= 4; id++) {
            peer.ask(id, "/charge", "null");
        }
        assertThat(stages).hasSize(2);
        peer.ask(5, "/free", "null");
        assertThat(stages).as("another route goes on").hasSize(3);
        stages.get(0).complete("done");
        assertThat(stages).hasSize(4);
        world.advance(Duration.ofMillis(1_010));
        assertThat(peer.last()).contains("\"id\":4,", "\"status\":503", "\"executed\":false",
                "2 requests of /charge are in work");
        stages.forEach(stage -> stage.complete("done"));
        assertThat(stages).as("one that was refused never runs").hasSize(4);
    }

    /** So many that some of them share a place in any hash table. */
    @Test
    void aLookAtManyQueuesEnds() {
        int routes = 64;
        start(IntStream.range(0, routes).mapToObj(i -> route("/charge" + i, 1)).toArray(RouteSpec[]::new));
        peer.ask(1, "/charge0", "null");
        peer.ask(2, "/charge0", "null");
        world.advance(Duration.ofMillis(100));
        for (int i = 1; i < routes; i++) {
            peer.ask(2 * i + 1, "/charge" + i, "null");
            peer.ask(2 * i + 2, "/charge" + i, "null");
        }
        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> world.advance(Duration.ofMillis(910)));
        assertThat(peer.last()).as("the first is refused, and the others wait").contains("\"id\":2,", "\"status\":503");
    }

    /** While nothing shows how many can wait, up to 8,192 do. */
    @Test
    void oneLinkLeavesPlacesInTheQueueOfARouteToOthers() {
        settings.put("micro.link.max-requests", "20000");
        start(route("/charge", 2), route("/free", 0));
        for (int id = 1; id <= 8_000; id++) {
            peer.ask(id, "/charge", "null");
        }
        assertThat(peer.last()).contains("\"id\":8000,", "\"status\":429", "\"executed\":false",
                "requests of this route in work");
        int before = stages.size();
        peer.ask(8_001, "/free", "null");
        assertThat(stages).as("another route is not concerned").hasSize(before + 1);
        RawPeer next = RawPeer.dial(world, "ws://10.0.0.5:9000/10.0.0.9/9001/orders?v=1&id=b&features=errors");
        next.ask(1, "/charge", "null");
        assertThat(next.received()).as("it waits").noneMatch(text -> text.contains("\"status\""));
        world.advance(Duration.ofMillis(1_010));
        stages.forEach(stage -> stage.complete("done"));
        next.ask(2, "/charge", "null");
        peer.ask(8_002, "/charge", "null");
        stages.forEach(stage -> stage.complete("done"));
        assertThat(peer.last()).as("the share is given back").contains("\"status\":200");
    }

    /** They keep their places in the queue until their turn comes. */
    @Test
    void requestsThatWaitAndAreAbortedCountForTheShareOfTheirLink() {
        settings.put("micro.link.max-requests", "20000");
        start(route("/charge", 2));
        RawPeer holder = RawPeer.dial(world, "ws://10.0.0.5:9000/10.0.0.9/9002/orders?v=1&id=c&features=errors");
        holder.ask(1, "/charge", "null");
        holder.ask(2, "/charge", "null");
        for (int id = 1; id <= 16_000; id += 2) {
            peer.ask(id, "/charge", "null");
            peer.send("{\"id\":" + (id + 1) + ",\"mode\":2,\"data\":" + id + "}");
        }
        assertThat(peer.last()).contains("\"id\":15999,", "\"status\":429", "requests of this route in work");
        RawPeer next = RawPeer.dial(world, "ws://10.0.0.5:9000/10.0.0.9/9001/orders?v=1&id=b&features=errors");
        next.ask(1, "/charge", "null");
        assertThat(next.received()).as("it waits").noneMatch(text -> text.contains("\"status\""));
    }

    @Test
    void anAbortEndsAStageAndGivesItsPlaceToTheNext() {
        start(route("/charge", 1));
        peer.ask(1, "/charge", "null");
        peer.ask(2, "/charge", "null");
        peer.send("{\"id\":3,\"mode\":2,\"data\":1}");
        assertThat(stages).hasSize(2);
    }

    /** Its work may go on, but nobody waits for it, and it may never complete. */
    @Test
    void aStageThatCannotBeCancelledGivesItsPlaceToTheNextWhenItIsStopped() {
        start(route("/charge", 1));
        uncancellable = true;
        for (int id = 1; id <= 2; id++) {
            peer.ask(id, "/charge", "null");
        }
        peer.send("{\"id\":1,\"mode\":2,\"data\":1}");
        assertThat(stages).hasSize(2);
        peer.ask(3, "/charge", "null");
        stages.get(0).complete("late");
        assertThat(stages).as("the place is given back once").hasSize(2);
        stages.get(1).complete("done");
        stages.get(2).complete("done");
        CompletableFuture<Void> drained = node.node().drain();
        world.advance(Duration.ofMillis(100));
        assertThat(drained).as("no request is in work").isDone();
    }

    @Test
    void anInlineRouteRefusesAtOnceSinceItHasNoThreadOnWhichItCouldRunLater() {
        start(new RouteSpec(PathPattern.parse("/now"), false, true, 1));
        peer.ask(1, "/now", "null");
        assertThat(peer.ask(2, "/now", "null")).contains("\"status\":503", "\"executed\":false");
        stages.get(0).complete("done");
        peer.ask(3, "/now", "null");
        assertThat(stages).hasSize(2);
    }

    /** A busy route must not fill the disk. */
    @Test
    void theAccessLogHasAtMost600LinesAMinuteOfRequestsThatABusyRouteRefuses() {
        settings.put("micro.log.access", "true");
        start(new RouteSpec(PathPattern.parse("/now"), false, true, 1), route("/charge", 1));
        try (LogCapture access = new LogCapture("io.microcdi.access")) {
            peer.ask(1, "/now", "null");
            peer.ask(2, "/charge", "null");
            for (int id = 3; id <= 502; id++) {
                peer.ask(id, "/now", "null");
                peer.ask(id + 500, "/charge", "null");
            }
            assertThat(access.messages()).hasSize(500);
            world.advance(Duration.ofMillis(1_010));
            assertThat(peer.last()).contains("\"status\":503");
            assertThat(access.messages()).hasSize(600).allMatch(line -> line.contains(" status=503 "));
            world.advance(Duration.ofMinutes(1));
            RawPeer next = RawPeer.dial(world, "ws://10.0.0.5:9000/10.0.0.9/9001/orders?v=1&id=b&features=errors");
            next.ask(1, "/now", "null");
            next.ask(2, "/now", "null");
            assertThat(access.messages()).anyMatch(line -> line.startsWith("MICRO001126: 400 refused requests"));
        }
    }

    @Test
    void theConfigurationOfTheRouteIsStrongerThanTheApplication() {
        settings.put("micro.route.\"/orders/{id}\".max-concurrent", "1");
        settings.put("micro.route.max-concurrent", "3");
        start(route("/orders/{id}", 2), route("/charge", 2), route("/other", 0));
        for (int id = 1; id <= 5; id++) {
            peer.ask(id, "/orders/" + id, "null");
        }
        assertThat(stages).hasSize(1);
        for (int id = 11; id <= 15; id++) {
            peer.ask(id, "/charge", "null");
        }
        assertThat(stages).as("and the application than the number for all routes").hasSize(3);
        for (int id = 21; id <= 25; id++) {
            peer.ask(id, "/other", "null");
        }
        assertThat(stages).hasSize(6);
    }

    @Test
    void aBadValueIsNamedWithItsKey() {
        settings.put("micro.route.\"/charge\".max-concurrent", "few");
        assertThatThrownBy(() -> start(route("/charge", 2))).isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("micro.route.\"/charge\".max-concurrent=few: expected a whole number");
    }

    @Test
    void theNodesOwnRoutesHaveNoLimit() {
        settings.put("micro.route.max-concurrent", "1");
        start();
        world.node("x", "10.0.0.6:9000");
        assertThat(peer.ask(1, "/-/nothing", "null")).contains("\"status\":404");
    }
}
