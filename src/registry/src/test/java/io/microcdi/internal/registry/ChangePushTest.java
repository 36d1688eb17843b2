package io.microcdi.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.lang.reflect.Field;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.microcdi.testing.RawPeer;
import io.microcdi.testing.TestRegistry;
import io.microcdi.testing.World;

/**
 * The changes that a registry pushes to watchers. Two instances watch each other's namespace, and a change is pushed as soon
 * as either link closes: whichever ends first, the other one is still there to receive it.
 */
class ChangePushTest {

    private final World world = new World();
    private final TestRegistry registry = TestRegistry.in(world);
    private final RawPeer payments = peer("10.0.0.5/9000/payments");
    private final RawPeer orders = peer("10.0.0.6/9000/orders");

    @BeforeEach
    void watch() {
        payments.ask(0, "/-/watch", "{\"namespace\":\"orders\"}");
        orders.ask(0, "/-/watch", "{\"namespace\":\"payments\"}");
    }

    @Test
    void anInstanceThatLeavesIsTold() {
        leave(payments);
        assertThat(orders.last()).contains("/-/changed", "\"rev\":1,\"added\":[],\"removed\":[\"10.0.0.5:9000\"]");
    }

    @Test
    void anInstanceThatComesIsTold() {
        peer("10.0.0.7/9000/payments");
        world.advance(Duration.ofMillis(50));
        assertThat(orders.last()).contains("/-/changed", "\"key\":\"10.0.0.7:9000\"", "\"removed\":[]");
    }

    /** Watchers would treat the nodes as gone, although only the registry goes. */
    @Test
    void aRegistryThatStopsTellsNobodyThatAllAreGone() {
        registry.stop();
        assertThat(payments.closed()).isEqualTo("1001 leaving");
        assertThat(orders.closed()).isEqualTo("1001 leaving");
        assertThat(payments.received()).noneMatch(message -> message.contains("/-/changed"));
        assertThat(orders.received()).noneMatch(message -> message.contains("/-/changed"));
    }

    @Test
    void aRegistryThatWasStoppedTellsAgainAfterItsStart() {
        registry.stop();
        registry.start();
        RawPeer watcher = peer("10.0.0.6/9000/orders");
        watcher.ask(0, "/-/watch", "{\"namespace\":\"payments\"}");
        leave(peer("10.0.0.5/9000/payments"));
        assertThat(watcher.last()).contains("/-/changed", "\"removed\":[\"10.0.0.5:9000\"]");
    }

    /** A pipe that nobody reads holds a log up, and no instance could come or leave. */
    @Test
    void noLockIsHeldWhileTheLogIsWritten() throws ReflectiveOperationException {
        MemoryCluster cluster = new MemoryCluster(world.loop());
        TestRegistry one = TestRegistry.in(world, "10.0.0.2:8427", cluster.join("10.0.0.2:8427"));
        TestRegistry two = TestRegistry.in(world, "10.0.0.3:8427", cluster.join("10.0.0.3:8427"));
        List<Object> locks = List.of(registrations(one), registrations(two));
        List<String> held = new ArrayList<>();
        Logger logger = Logger.getLogger("io.microcdi.registry");
        Handler slow = new LogProbe(line -> {
            held.add(line.replaceAll(":.*", "") + " " + locks.stream().anyMatch(Thread::holdsLock));
        });
        logger.addHandler(slow);
        try {
            RawPeer agent = RawPeer.dial(world, "ws://10.0.0.2:8427/10.0.0.8/9000");
            for (String namespace : List.of("agents", "others")) {
                agent.send("{\"id\":1,\"mode\":0,\"twoway\":true,\"data\":{\"protocol\":\"ws\",\"cmd\":\"online\","
                        + "\"props\":[\"" + namespace + "\"]}}");
            }
            agent.close(1000, "");
        } finally {
            logger.removeHandler(slow);
        }
        assertThat(held).containsOnly("MICRO001200 false", "MICRO001201 false");
    }

    private static Object registrations(TestRegistry registry) throws ReflectiveOperationException {
        Field field = Registry.class.getDeclaredField("registrations");
        field.setAccessible(true);
        return field.get(registry.get());
    }

    /** Tells what is logged while it is written. */
    private static final class LogProbe extends Handler {

        private final Consumer<String> lines;

        LogProbe(Consumer<String> lines) {
            this.lines = lines;
        }

        @Override
        public void publish(LogRecord line) {
            lines.accept(line.getMessage());
        }

        @Override
        public void flush() {
            // nothing is buffered
        }

        @Override
        public void close() {
            // nothing is open
        }
    }

    /** Each message with the whole would bring it back at the others. */
    @Test
    void theClusterIsToldOfADepartureThatFailedHalfWay() {
        MemoryCluster cluster = new MemoryCluster(world.loop());
        MemoryCluster.Participant side = cluster.join("10.0.0.2:8427");
        TestRegistry one = TestRegistry.in(world, "10.0.0.2:8427", side);
        RawPeer peer = RawPeer.dial(world, "ws://10.0.0.2:8427/10.0.0.8/9000/stock?v=1&id=a");
        one.get().events().listener(event -> {
            throw new IllegalStateException("it fails");
        });
        Throwable failure = catchThrowable(() -> peer.close(1000, ""));
        assertThat(failure).satisfiesAnyOf(none -> assertThat(none).isNull(),
                thrown -> assertThat(thrown).hasMessage("it fails"));
        assertThat(one.get().namespaces()).isEmpty();
        assertThat(side.entries()).isEmpty();
    }

    private void leave(RawPeer peer) {
        world.loop().execute(() -> peer.close(1001, "leaving"));
    }

    private RawPeer peer(String announcement) {
        // as a task of its own, behind the end of the registry's side
        return RawPeer.dial(world, "ws://" + World.REGISTRY + "/" + announcement)
                .onClosed(() -> world.loop().execute(() -> world.advance(Duration.ofMillis(50))));
    }
}
