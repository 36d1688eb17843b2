package io.microcdi.testing;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

import jakarta.json.bind.Jsonb;

import io.microcdi.MicroPeer;
import io.microcdi.config.ConfigKey;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.json.ExactNumbers;
import io.microcdi.internal.json.PayloadCodec;
import io.microcdi.internal.link.IoExecutors;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.node.NodeEnvironment;

/**
 * Nodes of the real engine with a network in memory, a clock that is advanced by hand, chance from a seed
 * and no thread but the test's: half a minute of it passes in a millisecond, the same each time.
 */
public final class World {

    /** Where the registry is, if nothing else is said. */
    public static final String REGISTRY = "10.0.0.1:8427";

    private static final Jsonb JSONB = ExactNumbers.jsonb();

    private final TestTimer timer;
    private final Loop loop = new Loop();
    private Executor handlers = loop;
    private IoExecutors sockets = IoExecutors.all(loop);
    private final Network network = new Network(loop);
    private final Random random = new Random(Long.getLong("world.seed", 42));
    private MicroConfig config = MicroConfig.defaults()
            .with(ConfigKeys.REGISTRY_URL, List.of(URI.create("ws://" + REGISTRY)))
            .with(ConfigKeys.DRAIN_TIMEOUT, Duration.ZERO);

    /** Makes a world with a clock of its own. */
    public World() {
        this(new TestTimer());
    }

    /** Makes a world with this clock. */
    public World(TestTimer timer) {
        this.timer = timer;
    }

    /** The clock. */
    public TestTimer timer() {
        return timer;
    }

    /** The network. */
    public Network network() {
        return network;
    }

    /** Runs all tasks. */
    public Loop loop() {
        return loop;
    }

    /** The settings of what is made from now on. */
    public MicroConfig config() {
        return config;
    }

    /** Changes a setting of what is made from now on. */
    public <T> World set(ConfigKey<T> key, T value) {
        config = config.with(key, value);
        return this;
    }

    /** Sets all settings of what is made from now on. */
    public World config(MicroConfig settings) {
        config = settings;
        return this;
    }

    /** Sets what runs the handlers of nodes that are made from now on. */
    public World handlers(Executor executor) {
        handlers = executor;
        return this;
    }

    /** Sets what does the work of sockets for nodes that are made from now on. */
    public World sockets(IoExecutors executors) {
        sockets = executors;
        return this;
    }

    /** Sets the registries of what is made from now on. */
    public World registries(String... addresses) {
        return set(ConfigKeys.REGISTRY_URL, Stream.of(addresses).map(a -> URI.create("ws://" + a)).toList());
    }

    /** Lets time pass. */
    public void advance(Duration time) {
        timer.advance(time);
    }

    /** The chance of all that is made here; its seed is the system property {@code world.seed}. */
    public RandomGenerator random() {
        return random;
    }

    /**
     * Makes a node; it is not started.
     *
     * @param address {@code host:port} or {@code host:port/path}
     */
    public TestNode node(String namespace, String address) {
        return new TestNode(this, namespace, address);
    }

    /** The environment of a node that makes no callbacks. */
    public NodeEnvironment environment() {
        return environment(link -> null);
    }

    NodeEnvironment environment(Function<Link, MicroPeer> peers) {
        return new NodeEnvironment(timer, timer, random, handlers, loop, sockets, new PayloadCodec(JSONB),
                peers);
    }
}
