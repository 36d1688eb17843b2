package io.microcdi.internal.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import org.junit.jupiter.api.Test;

import io.microcdi.config.ConfigKeys;
import io.microcdi.internal.concurrent.BoundedExecutor;
import io.microcdi.testing.RawPeer;
import io.microcdi.testing.TestNode;
import io.microcdi.testing.World;

/** How the room for handlers is shared among links. */
class RoomForHandlersTest {

    private static final int ROOM = 1_024;

    private final Held handlers = new Held();
    private final World world = new World().handlers(handlers).set(ConfigKeys.MAX_WAIT, Duration.ZERO);
    private final TestNode node = world.node("payments", "10.0.0.5:9000");

    private RawPeer link(int number) {
        return RawPeer.dial(world, "ws://10.0.0.5:9000/10.0.0.9/" + (9_000 + number) + "/orders");
    }

    private void start() {
        node.listen();
        node.route("/charge", context -> "charged");
    }

    @Test
    void twentyLinksThatFloodLeaveRoomForTheNext() {
        start();
        List<RawPeer> flood = new ArrayList<>();
        for (int i = 1; i <= 20; i++) {
            flood.add(link(i));
        }
        // the first requests, which found room, end after a while; then every link takes as many places as it can
        for (int round = 0; round < 10; round++) {
            for (int request = 0; request < ROOM; request++) {
                for (RawPeer one : flood) {
                    one.send("{\"id\":" + (round * ROOM + request + 1) + ",\"mode\":0,\"twoway\":true,"
                            + "\"data\":{\"url\":\"/charge\"}}");
                }
                handlers.run(10);
            }
        }
        assertThat(handlers.room()).isPositive();
        assertThat(flood.get(0).received()).anySatisfy(answer -> assertThat(answer).contains("\"status\":429"));
        RawPeer next = link(21);
        next.send("{\"id\":1,\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"/charge\"}}");
        handlers.run(ROOM);
        assertThat(next.last()).contains("\"status\":200");
    }

    @Test
    void linksThatFloodOneAfterTheOtherLeaveRoomForTheNext() {
        start();
        for (int i = 1; i <= 20; i++) {
            RawPeer one = link(i);
            for (int id = 1; id <= ROOM; id++) {
                one.send("{\"id\":" + id + ",\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"/charge\"}}");
            }
        }
        assertThat(handlers.room()).isPositive();
    }

    @Test
    void oneLinkMayFillNearlyHalfOfTheRoom() {
        start();
        RawPeer one = link(1);
        for (int id = 1; id <= ROOM; id++) {
            one.send("{\"id\":" + id + ",\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"/charge\"}}");
        }
        assertThat(handlers.tasks).hasSize(496);
        assertThat(one.last()).contains("\"status\":429", "496 requests in work");
    }

    /** Their handlers have threads, or wait for threads, until they return. */
    @Test
    void requestsThatTheirCallerHasAbortedCountUntilTheirHandlersReturn() {
        start();
        RawPeer one = link(1);
        for (int id = 1; id <= 2 * ROOM; id += 2) {
            one.send("{\"id\":" + id + ",\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"/charge\"}}");
            one.send("{\"id\":" + (id + 1) + ",\"mode\":2,\"data\":" + id + "}");
        }
        assertThat(handlers.tasks).hasSize(496);
        assertThat(one.last()).contains("\"status\":429", "496 requests in work");
        handlers.run(ROOM);
        one.send("{\"id\":5000,\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"/charge\"}}");
        handlers.run(1);
        assertThat(one.last()).as("the share is given back").contains("\"id\":5000", "\"status\":200");
    }

    @Test
    void requestsWhoseDeadlinesHavePassedCountUntilTheirHandlersReturn() {
        start();
        RawPeer one = link(1);
        for (int id = 1; id <= ROOM; id++) {
            one.send("{\"id\":" + id + ",\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"/charge\",\"timeout\":1}}");
            world.advance(Duration.ofMillis(3));
        }
        assertThat(handlers.tasks).hasSize(496);
        assertThat(one.last()).contains("\"status\":429", "496 requests in work");
    }

    @Test
    void theBoundOfALinkHoldsForRequestsThatAreAbortedToo() {
        world.set(ConfigKeys.MAX_REQUESTS, 10);
        TestNode small = world.node("small", "10.0.0.6:9000");
        small.listen();
        small.route("/charge", context -> "charged");
        RawPeer one = RawPeer.dial(world, "ws://10.0.0.6:9000/10.0.0.9/9001/orders");
        for (int id = 1; id <= 40; id += 2) {
            one.send("{\"id\":" + id + ",\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"/charge\"}}");
            one.send("{\"id\":" + (id + 1) + ",\"mode\":2,\"data\":" + id + "}");
        }
        assertThat(handlers.tasks).hasSize(10);
        assertThat(one.last()).contains("\"status\":429", "10 requests in work (micro.link.max-requests)");
    }

    /** As a virtual thread for which there is no memory. */
    @Test
    void aThreadThatCannotBeMadeCostsNoRoomAndNoLink() {
        start();
        RawPeer one = link(1);
        handlers.failure = new OutOfMemoryError("unable to create native thread, expected by this test");
        for (int id = 1; id <= ROOM; id++) {
            assertThat(one.ask(id, "/charge", "1")).contains("\"id\":" + id, "\"status\":503", "native thread");
        }
        assertThat(node.node().activeRequests()).isZero();
        handlers.failure = null;
        one.send("{\"id\":5000,\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"/charge\"}}");
        handlers.run(1);
        assertThat(one.last()).contains("\"status\":200");
        assertThat(one.closed()).isEmpty();
    }

    /** Takes so many tasks, and runs them when it is told to. */
    private static final class Held implements Executor, BoundedExecutor {

        private final List<Runnable> tasks = new ArrayList<>();
        private Error failure;

        @Override
        public void execute(Runnable task) {
            if (failure != null) {
                throw failure;
            }
            if (tasks.size() == ROOM) {
                throw new RejectedExecutionException("full");
            }
            tasks.add(task);
        }

        void run(int count) {
            List<Runnable> next = List.copyOf(tasks.subList(0, Math.min(count, tasks.size())));
            tasks.subList(0, next.size()).clear();
            next.forEach(Runnable::run);
        }

        int room() {
            return ROOM - tasks.size();
        }

        @Override
        public int capacity() {
            return ROOM;
        }
    }
}
