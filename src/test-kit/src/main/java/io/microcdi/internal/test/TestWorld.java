package io.microcdi.internal.test;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import io.microcdi.MicroNode;
import io.microcdi.MicroPeer;
import io.microcdi.NodeInstrument;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.config.SecurityMode;
import io.microcdi.internal.concurrent.Threads;
import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.json.PayloadCodec;
import io.microcdi.internal.link.IoExecutors;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.node.Dialer;
import io.microcdi.internal.node.NodeEnvironment;
import io.microcdi.internal.registry.Registry;
import io.microcdi.internal.registry.RegistrySettings;
import io.microcdi.internal.standalone.EngineNode;
import io.microcdi.internal.standalone.Listener;
import io.microcdi.internal.standalone.NodeRuntime;
import io.microcdi.internal.websocket.LinkAcceptor;
import io.microcdi.internal.websocket.SessionOptions;

/**
 * The world of one test: a registry and nodes of the real engine, with a network in memory, a virtual time and a fixed
 * random generator. One thread reads all links and runs all alarms. Handlers and callbacks have threads of their own.
 * Thread-safe.
 */
final class TestWorld implements AutoCloseable {

    private static final int REGISTRY_PORT = 8427;
    private static final URI REGISTRY = URI.create("ws://" + Network.HOST + ":" + REGISTRY_PORT);
    private static final int FIRST_PORT = 40_001;
    private static final long SEED = 42;

    private final ExecutorService loopThread = Executors
            .newSingleThreadExecutor(inWorld(Threads.daemon("micro-test", TestWorld.class.getClassLoader())));
    private final VirtualTime time = new VirtualTime(loopThread);
    private final Executor loop = dropLate(time.executor(loopThread));
    private final ExecutorService taskThreads = Executors
            .newCachedThreadPool(inWorld(Threads.daemon("micro-test-task", TestWorld.class.getClassLoader())));
    private final Executor tasks = time.executor(taskThreads);
    private final Network network = new Network(loop);
    private final Random random = new Random(SEED);
    private final AtomicInteger nextPort = new AtomicInteger(FIRST_PORT);
    private final List<ExecutorService> handlers = new ArrayList<>();
    /** All nodes of the test, also those that it has built itself. */
    private final List<EngineNode> nodes = new ArrayList<>();
    private final Registry registry;
    private final NodeRuntime.World own;

    /**
     * Makes a world with a registry.
     *
     * @param settings replaces settings of the nodes that the threads of this world build
     */
    TestWorld(UnaryOperator<MicroConfig> settings) {
        this.own = with(settings);
        this.registry = new Registry(
                RegistrySettings.of(MicroConfig.defaults().with(ConfigKeys.DRAIN_TIMEOUT, Duration.ZERO)),
                environment(PayloadCodec.withoutBinding(), loop, loop, link -> null, null), network);
        registry.start();
        network.listen(REGISTRY_PORT, registry::accept);
    }

    VirtualTime time() {
        return time;
    }

    Network network() {
        return network;
    }

    /** Returns an executor whose tasks the time knows. */
    Executor tasks() {
        return tasks;
    }

    /** Returns the world of the test, with its settings. */
    NodeRuntime.World own() {
        return own;
    }

    /** Lets threads build their nodes in this world. */
    private ThreadFactory inWorld(ThreadFactory factory) {
        return task -> factory.newThread(() -> {
            NodeRuntime.World.CURRENT.set(own());
            task.run();
        });
    }

    /** Drops tasks after the end of the test, when nobody waits for a message. */
    private static Executor dropLate(Executor executor) {
        return task -> {
            try {
                executor.execute(task);
            } catch (RejectedExecutionException ended) {
                // expected
            }
        };
    }

    /**
     * Returns this world for nodes with settings of their own.
     *
     * @param settings replaces settings of each node
     */
    NodeRuntime.World with(UnaryOperator<MicroConfig> settings) {
        return new Nodes(settings);
    }

    /** Makes and starts a node. It is stopped with this world. */
    EngineNode start(String namespace, UnaryOperator<MicroConfig> settings) {
        NodeRuntime.World before = NodeRuntime.World.CURRENT.get();
        NodeRuntime.World.CURRENT.set(with(settings));
        try {
            EngineNode node = (EngineNode) MicroNode.builder(namespace).config(MicroConfig.defaults()).listen(0)
                    .build();
            node.start();
            return node;
        } finally {
            NodeRuntime.World.CURRENT.set(before);
        }
    }

    private NodeEnvironment environment(PayloadCodec codec, Executor handling, Executor callbacks,
            Function<Link, MicroPeer> peers, @Nullable NodeInstrument instrument) {
        return new NodeEnvironment(time, time, random, NodeEnvironment.ids(random), handling, callbacks,
                IoExecutors.all(loop), codec,
                peers, instrument);
    }

    /** Stops all nodes and ends all threads. */
    @Override
    public void close() {
        List<EngineNode> built;
        synchronized (nodes) {
            built = new ArrayList<>(nodes);
        }
        built.forEach(EngineNode::stop);
        registry.stop();
        synchronized (handlers) {
            handlers.forEach(ExecutorService::shutdownNow);
        }
        taskThreads.shutdownNow();
        loopThread.shutdown();
    }

    private final class Nodes implements NodeRuntime.World {

        private final UnaryOperator<MicroConfig> settings;

        Nodes(UnaryOperator<MicroConfig> settings) {
            this.settings = settings;
        }

        @Override
        public MicroConfig settings(MicroConfig own) {
            return settings.apply(own.with(ConfigKeys.REGISTRY_URL, List.of(REGISTRY))
                    .with(ConfigKeys.ADVERTISE_HOST, Network.HOST).with(ConfigKeys.SECURITY_MODE, SecurityMode.AUTO)
                    .with(ConfigKeys.SHUTDOWN_HOOK, false).with(ConfigKeys.DRAIN_TIMEOUT, Duration.ZERO));
        }

        @Override
        public NodeRuntime runtime(ThreadFactory factory, MicroConfig config) {
            ExecutorService threads = Executors.newCachedThreadPool(inWorld(factory));
            synchronized (handlers) {
                handlers.add(threads);
            }
            return new MemoryRuntime(threads);
        }

        @Override
        public Listener listener(String host, int port) {
            return new MemoryListener(port);
        }

        @Override
        public void built(EngineNode node) {
            synchronized (nodes) {
                nodes.add(node);
            }
        }
    }

    private final class MemoryRuntime implements NodeRuntime {

        private final Executor threads;

        MemoryRuntime(Executor threads) {
            this.threads = time.executor(threads);
        }

        @Override
        public Timer timer() {
            return time;
        }

        @Override
        public NodeEnvironment environment(PayloadCodec codec, Function<Link, MicroPeer> peers,
                @Nullable NodeInstrument instrument) {
            return TestWorld.this.environment(codec, threads, threads, peers, instrument);
        }

        @Override
        public Dialer dialer() {
            return network;
        }

        @Override
        public void open() {
            // the threads of this world are open
        }

        @Override
        public void close() {
            // the world ends its threads
        }

        @Override
        public Optional<String> problem() {
            return Optional.empty();
        }
    }

    private final class MemoryListener implements Listener {

        private final int wanted;
        private int port;

        MemoryListener(int wanted) {
            this.wanted = wanted;
        }

        @Override
        public int start(LinkAcceptor acceptor, SessionOptions options, Timer timer) throws IOException {
            port = wanted == 0 ? nextPort.getAndIncrement() : wanted;
            if (!network.listen(port, acceptor)) {
                throw new IOException("cannot listen on port " + port + ": another node of this test does");
            }
            return port;
        }

        @Override
        public void stop() {
            network.unlisten(port);
        }
    }
}
