package io.microcdi.internal.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.microcdi.config.ConfigKeys;
import io.microcdi.internal.concurrent.BoundedExecutor;
import io.microcdi.testing.LogCapture;
import io.microcdi.testing.RawPeer;
import io.microcdi.testing.TestNode;
import io.microcdi.testing.World;

/** Which requests wait for a thread, how long, and what becomes of them. */
class OverloadTest {

    private static final String REFUSED = "\"status\":503";

    private final Workers workers = new Workers(2);
    private final World world = new World().handlers(workers);
    private final List<String> ran = new ArrayList<>();
    private RawPeer peer;

    private void start() {
        TestNode node = world.node("payments", "10.0.0.5:9000");
        node.route("/work/{name}", context -> {
            ran.add(context.param("name"));
            return "done";
        });
        node.listen();
        peer = link(9_000);
    }

    private RawPeer link(int port) {
        return RawPeer.dial(world, "ws://10.0.0.5:9000/10.0.0.9/" + port + "/orders?v=1&id=a" + port
                + "&features=errors,deadline");
    }

    private void ask(int id) {
        peer.ask(id, "/work/" + id, "null");
    }

    private void askWithin(int id, int millis) {
        peer.send("{\"id\":" + id + ",\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"/work/" + id + "\",\"timeout\":"
                + millis + "}}");
    }

    private List<String> answers(int id) {
        return peer.received().stream().filter(text -> text.contains("\"id\":" + id + ",\"mode\":1")).toList();
    }

    @Test
    void aRequestThatCannotBeginInTimeIsRefusedWhenItsTimePassesAndNeverRuns() {
        start();
        ask(1);
        ask(2);
        ask(3);
        assertThat(workers.tasks).as("no more than there are threads").hasSize(2);
        world.advance(Duration.ofMillis(999));
        assertThat(answers(3)).isEmpty();
        world.advance(Duration.ofMillis(12));
        assertThat(answers(3)).singleElement().asString().contains(REFUSED, "\"executed\":false",
                "payments is overloaded: 2 handlers are at work");
        workers.runAll();
        assertThat(ran).containsExactly("1", "2");
        assertThat(peer.received()).filteredOn(text -> text.contains("\"status\":200")).hasSize(2);
    }

    @Test
    void aRequestThatWaitsRunsInTheOrderOfArrivalWhenAThreadIsFree() {
        start();
        for (int id = 1; id <= 6; id++) {
            ask(id);
        }
        world.advance(Duration.ofMillis(900));
        workers.runAll();
        assertThat(ran).containsExactly("1", "2", "3", "4", "5", "6");
        world.advance(Duration.ofMinutes(1));
        assertThat(peer.received()).noneMatch(text -> text.contains(REFUSED));
    }

    @Test
    void aRequestWaitsForHalfOfItsTimeAtMostSoThatTheCallerCanTryElsewhere() {
        start();
        ask(1);
        ask(2);
        askWithin(3, 600);
        world.advance(Duration.ofMillis(299));
        assertThat(answers(3)).isEmpty();
        world.advance(Duration.ofMillis(12));
        assertThat(answers(3)).singleElement().asString().contains(REFUSED, "\"executed\":false");
    }

    @Test
    void aRequestWithoutTimeNeverWaits() {
        start();
        ask(1);
        ask(2);
        askWithin(3, 0);
        assertThat(answers(3)).singleElement().asString().contains(REFUSED);
    }

    @Test
    void aBurstWhoseCallersHaveGivenUpNeverRuns() {
        start();
        ask(1);
        ask(2);
        for (int id = 3; id <= 1_000; id++) {
            ask(id);
        }
        for (int id = 3; id <= 1_000; id++) {
            peer.send("{\"id\":" + (10_000 + id) + ",\"mode\":2,\"data\":" + id + "}");
        }
        ask(2_000);
        workers.runAll();
        assertThat(ran).containsExactly("1", "2", "2000");
        assertThat(peer.received()).as("nobody waits for an answer").noneMatch(text -> text.contains(REFUSED));
    }

    @Test
    void aBurstWhoseDeadlinesPassWhileItWaitsNeverRuns() {
        start();
        ask(1);
        ask(2);
        for (int id = 3; id <= 1_000; id++) {
            askWithin(id, 1 + id % 7);
        }
        world.advance(Duration.ofMillis(15));
        assertThat(peer.received()).filteredOn(text -> text.contains(REFUSED) && text.contains("\"executed\":false"))
                .hasSize(998);
        workers.runAll();
        assertThat(ran).containsExactly("1", "2");
    }

    @Test
    void oneAlarmServesAllThatWait() {
        start();
        int before = world.timer().alarms();
        for (int id = 1; id <= 1_000; id++) {
            ask(id);
        }
        assertThat(world.timer().alarms()).as("that of the deadlines, and that of the waits")
                .isLessThanOrEqualTo(before + 2);
    }

    @Test
    void withoutAWaitARequestIsRefusedAtOnce() {
        world.set(ConfigKeys.MAX_WAIT, Duration.ZERO);
        start();
        ask(1);
        ask(2);
        ask(3);
        assertThat(answers(3)).singleElement().asString().contains(REFUSED);
        workers.runAll();
        ask(4);
        workers.runAll();
        assertThat(answers(4)).singleElement().asString().contains("\"status\":200");
    }

    @Test
    void aHopelessRequestIsRefusedAtOnceUntilTheQueueHasBeenEmpty() {
        start();
        for (int id = 1; id <= 9; id++) {
            ask(id);
        }
        world.advance(Duration.ofMillis(500));
        for (int id = 10; id <= 16; id++) {
            ask(id);
        }
        workers.run(3);
        world.advance(Duration.ofMillis(512));
        assertThat(ran).as("three of those that waited have begun, or can begin now").containsExactly("1", "2", "3");
        assertThat(peer.received()).filteredOn(text -> text.contains(REFUSED))
                .as("6 to 9, whose time has passed, and 13 to 16 behind the length of the queue").hasSize(8);
        ask(17);
        assertThat(answers(17)).singleElement().asString().contains(REFUSED);
        workers.runAll();
        assertThat(ran).containsExactly("1", "2", "3", "4", "5", "10", "11", "12");
        for (int id = 18; id <= 30; id++) {
            ask(id);
        }
        workers.runAll();
        assertThat(ran).as("the queue was empty").endsWith("30").hasSize(8 + 13);
    }

    @Test
    void aShortDeadlineDoesNotShortenTheQueueOfTheOthers() {
        start();
        ask(1);
        ask(2);
        askWithin(3, 20);
        ask(4);
        world.advance(Duration.ofMillis(30));
        assertThat(answers(3)).hasSize(1);
        ask(5);
        ask(6);
        assertThat(answers(5)).isEmpty();
        assertThat(answers(6)).isEmpty();
    }

    @Test
    void theMemoryOfAllRequestsIsBounded() {
        world.set(ConfigKeys.MAX_REQUESTS_SIZE, 100_000);
        start();
        String payload = "\"" + "x".repeat(30_000) + "\"";
        List<RawPeer> links = IntStream.range(0, 5).mapToObj(i -> RawPeer.dial(world,
                "ws://10.0.0.5:9000/10.0.0.9/" + (9_001 + i) + "/orders?v=1&id=" + i + "&features=errors")).toList();
        for (int id = 1; id <= 5; id++) {
            links.get(id - 1).ask(id, "/work/" + id, payload);
        }
        assertThat(links.get(4).last()).as("four have more").contains(REFUSED, "\"executed\":false",
                "micro.max-requests-size");
        workers.runAll();
        for (int id = 6; id <= 9; id++) {
            links.get(id - 6).ask(id, "/work/" + id, payload);
        }
        workers.runAll();
        assertThat(ran).containsExactly("1", "2", "3", "4", "6", "7", "8", "9");
    }

    @Test
    void oneLinkLeavesHalfOfTheMemoryOfRequestsToOthers() {
        world.set(ConfigKeys.MAX_REQUESTS_SIZE, 1_000_000);
        start();
        String payload = "\"" + "x".repeat(30_000) + "\"";
        for (int id = 1; id <= 30; id++) {
            peer.ask(id, "/work/" + id, payload);
        }
        assertThat(peer.last()).contains("\"id\":30,", "\"status\":429", "\"executed\":false",
                "micro.max-requests-size");
        RawPeer next = RawPeer.dial(world, "ws://10.0.0.5:9000/10.0.0.9/9001/orders?v=1&id=b&features=errors");
        for (int id = 31; id <= 35; id++) {
            next.ask(id, "/work/" + id, payload);
        }
        workers.runAll();
        assertThat(ran).hasSizeBetween(20, 22).contains("1", "16", "31", "35").doesNotContain("30");
        peer.ask(40, "/work/40", payload);
        workers.runAll();
        assertThat(ran).as("all is given back").contains("40");
    }

    @Test
    void oneLineAMinuteSaysThatRequestsAreRefused() {
        world.set(ConfigKeys.MAX_WAIT, Duration.ZERO);
        start();
        try (LogCapture log = new LogCapture("io.microcdi.node")) {
            for (int id = 1; id <= 102; id++) {
                ask(id);
            }
            world.advance(Duration.ofMinutes(1));
            ask(103);
            ask(104);
            ask(105);
            assertThat(log.messages()).filteredOn(text -> text.startsWith("MICRO001115")).hasSize(2)
                    .last().asString().contains("(99 more refusals were not logged)");
        }
    }

    @Test
    void whenNoThreadTakesARequestAllThatWaitAreRefusedWithoutNesting() {
        world.set(ConfigKeys.MAX_REQUESTS, 1_000_000).set(ConfigKeys.MAX_WAIT, Duration.ofMinutes(1));
        TestNode node = world.node("payments", "10.0.0.5:9000");
        List<CompletableFuture<String>> stages = new ArrayList<>();
        node.node().register(io.microcdi.internal.route.RouteSpec.of("/one").withMaxConcurrent(1), context -> {
            stages.add(new CompletableFuture<>());
            return stages.get(stages.size() - 1);
        });
        node.listen();
        peer = link(9_000);
        for (int id = 1; id <= 3_000; id++) {
            peer.ask(id, "/one", "null");
        }
        workers.runAll();
        assertThat(stages).hasSize(1);
        workers.closed = true;
        stages.get(0).complete("done");
        assertThat(peer.received()).filteredOn(text -> text.contains(REFUSED)).hasSize(2_999);
        workers.closed = false;
        peer.ask(4_000, "/one", "null");
        workers.runAll();
        assertThat(stages).as("its place is free").hasSize(2);
    }

    /** As the executor of a server that has stopped the application. */
    @Test
    void anExecutorThatThrowsAnotherExceptionTakesNoPlace() {
        start();
        workers.closed = true;
        workers.thrown = new IllegalStateException("the application is stopped");
        for (int id = 1; id <= 3; id++) {
            ask(id);
            assertThat(answers(id)).singleElement().asString().contains(REFUSED, "\"executed\":false");
        }
        workers.closed = false;
        ask(4);
        workers.runAll();
        assertThat(ran).containsExactly("4");
    }

    @Test
    void aRequestThatWaitedForItsRouteWaitsForAThreadAlsoBehindAFullQueue() {
        world.set(ConfigKeys.MAX_REQUESTS, 1_000_000);
        List<CompletableFuture<String>> stages = new ArrayList<>();
        TestNode node = world.node("payments", "10.0.0.5:9000");
        node.route("/work/{name}", context -> "done");
        node.node().register(io.microcdi.internal.route.RouteSpec.of("/one").withMaxConcurrent(1), context -> {
            stages.add(new CompletableFuture<>());
            return stages.get(stages.size() - 1);
        });
        node.listen();
        peer = link(9_000);
        peer.ask(0, "/one", "null");
        workers.runAll();
        for (int id = 1; id <= 3; id++) {
            ask(id);
        }
        world.advance(Duration.ofMillis(500));
        ask(4);
        for (int id = 5; id <= 3_000; id++) {
            peer.ask(id, "/one", "null");
        }
        world.advance(Duration.ofMillis(512));
        ask(3_001);
        ask(3_002);
        assertThat(answers(3_002)).as("the queue for a thread is full").singleElement().asString().contains(REFUSED);
        stages.get(0).complete("done");
        assertThat(peer.received()).filteredOn(text -> text.contains(REFUSED)).as("3 and 3002, and none of the route")
                .hasSize(2);
        workers.runAll();
        assertThat(stages).as("it has begun").hasSize(2);
    }

    /** Runs tasks when it is told to. */
    private static final class Workers implements Executor, BoundedExecutor {

        private final Deque<Runnable> tasks = new ArrayDeque<>();
        private final int threads;
        private boolean closed;
        private RuntimeException thrown = new RejectedExecutionException("closed");

        Workers(int threads) {
            this.threads = threads;
        }

        @Override
        public void execute(Runnable task) {
            if (closed) {
                throw thrown;
            }
            tasks.add(task);
        }

        void run(int count) {
            for (int i = 0; i < count; i++) {
                tasks.remove().run();
            }
        }

        void runAll() {
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
        }

        @Override
        public int capacity() {
            return threads;
        }
    }
}
