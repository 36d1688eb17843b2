package io.microcdi.internal.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.internal.concurrent.BoundedExecutor;
import io.microcdi.testing.RawPeer;
import io.microcdi.testing.TestNode;
import io.microcdi.testing.World;

/** A minute at twice the capacity, in simulated time: ten threads, handlers of 100 ms, 200 requests a second. */
class TwiceTheCapacityTest {

    private static final int THREADS = 10;
    private static final int HANDLER_MILLIS = 100;
    private static final int SECONDS = 60;
    private static final int CAPACITY = SECONDS * 1_000 / HANDLER_MILLIS * THREADS;
    private static final int REQUESTS = 2 * CAPACITY;
    private static final int PAUSE_MILLIS = SECONDS * 1_000 / REQUESTS;
    private static final long MAX_WAIT_MILLIS = 1_000;

    private final World world = new World().handlers(new SimulatedThreads());
    private final TestNode node = world.node("payments", "10.0.0.5:9000");
    private final List<Long> handled = new ArrayList<>();
    private final List<Long> answered = new ArrayList<>();
    private int refusedLate;
    private long start;

    /** Callers with a deadline that is far, one of a second, and one of three times the handler. */
    @ParameterizedTest
    @ValueSource(ints = { 30_000, 1_000, 300 })
    void theAnswersAreThoseOfTheCapacityAndInTime(int timeoutMillis) {
        node.route("/work/{sent}", context -> {
            handled.add(Long.parseLong(context.param("sent")));
            return context.param("sent");
        });
        node.listen();
        RawPeer peer = link(9_000);
        start = millis();
        int most = 0;
        for (int id = 1; id <= REQUESTS; id++) {
            int before = peer.received().size();
            world.advance(Duration.ofMillis(PAUSE_MILLIS));
            List<String> came = peer.received().subList(before, peer.received().size());
            refusedLate += (int) came.stream().filter(text -> text.contains("\"executed\":false")).count();
            note(came.stream());
            peer.send(request(id, timeoutMillis));
            most = Math.max(most, node.node().openLinks().iterator().next().servedRequests());
        }
        assertThat(millis() - start).isEqualTo(SECONDS * 1_000);
        assertThat(handled).as("no handler runs for nothing").hasSameSizeAs(answered);
        assertThat(answered.size()).as("answers, at a capacity of %d", CAPACITY)
                .isGreaterThanOrEqualTo(CAPACITY * 9 / 10);
        assertThat(p99()).as("milliseconds of the slowest hundredth").isLessThanOrEqualTo(2 * MAX_WAIT_MILLIS);
        assertThat(refusedLate).as("refused requests that had waited: the others were refused at once")
                .isLessThan(REQUESTS / 20);
        assertThat(most).as("requests that wait or are in work").isLessThan(3 * THREADS * 1_000 / HANDLER_MILLIS);
    }

    /** One link sends ten times the capacity; the other a tenth of it. */
    @Test
    void aLinkThatSendsLittleIsAnsweredBesideOneThatFloods() {
        node.route("/work/{sent}", context -> context.param("sent"));
        node.listen();
        RawPeer flood = link(9_000);
        RawPeer other = link(9_001);
        int asked = 0;
        for (int id = 1; id <= 30_000; id++) {
            world.advance(Duration.ofMillis(1));
            flood.send(request(id, 30_000));
            if (id % 100 == 0) {
                other.send(request(id, 30_000));
                asked++;
            }
        }
        note(other.received().stream());
        assertThat(answered.size()).as("answers to %d requests of the link that sends little", asked)
                .isGreaterThanOrEqualTo(asked * 9 / 10);
        assertThat(flood.received()).anySatisfy(text -> assertThat(text).contains("\"status\":429"));
    }

    private RawPeer link(int port) {
        return RawPeer.dial(world,
                "ws://10.0.0.5:9000/10.0.0.9/" + port + "/orders?v=1&id=a" + port + "&features=errors,deadline");
    }

    private String request(int id, int timeoutMillis) {
        return "{\"id\":" + id + ",\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"/work/" + millis()
                + "\",\"timeout\":" + timeoutMillis + "}}";
    }

    private void note(Stream<String> texts) {
        texts.filter(text -> text.contains("\"status\":200")).forEach(text -> {
            String sent = text.substring(text.lastIndexOf(":\"") + 2, text.lastIndexOf('"'));
            answered.add(millis() - Long.parseLong(sent));
        });
    }

    private long p99() {
        return answered.stream().sorted().skip(answered.size() * 99L / 100).findFirst().orElseThrow();
    }

    private long millis() {
        return world.timer().nanoTime() / 1_000_000;
    }

    /** Each task keeps a thread for the time of a handler, and ends with its answer. */
    private final class SimulatedThreads implements Executor, BoundedExecutor {

        @Override
        public void execute(Runnable task) {
            world.timer().after(HANDLER_MILLIS * 1_000_000L, task);
        }

        @Override
        public int capacity() {
            return THREADS;
        }
    }
}
