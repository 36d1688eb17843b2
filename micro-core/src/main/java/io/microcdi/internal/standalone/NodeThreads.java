package io.microcdi.internal.standalone;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;

import io.microcdi.MicroPeer;
import io.microcdi.NodeInstrument;
import io.microcdi.config.ConfigException;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.concurrent.ContextThreads;
import io.microcdi.internal.concurrent.HandlerPool;
import io.microcdi.internal.concurrent.LoopWatch;
import io.microcdi.internal.concurrent.NamedThreads;
import io.microcdi.internal.concurrent.SystemTimer;
import io.microcdi.internal.concurrent.TaskPool;
import io.microcdi.internal.concurrent.Threads;
import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.concurrent.VirtualThreads;
import io.microcdi.internal.json.PayloadCodec;
import io.microcdi.internal.link.IoExecutors;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.node.NodeEnvironment;

/**
 * The clock, the random generator and the threads of a node, as they are outside tests. All threads end when it is
 * closed.
 */
public final class NodeThreads {

    private static final int DIALLERS = 32;
    private static final int RESOLVERS = 16;
    private static final int WRITERS = 16;
    private static final int PINGERS = 32;
    private static final int CLOSERS = 64;
    private static final int TIMER_TASKS = 4;
    /** The number of handlers at once on virtual threads, unless another one is configured. */
    private static final int VIRTUAL_HANDLERS = 8_192;
    /** The first JDK with virtual threads. */
    private static final int VIRTUAL_SINCE = 21;
    private static final int CALLBACKS = 1_024;
    /** The largest number of callback threads if all of them are blocked. */
    private static final int BLOCKED_CALLBACKS = 8 * CALLBACKS;
    private static final long RAISE_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** The time for idle threads to end. The shutdown timeout has already bounded the threads with work. */
    private static final long SHUTDOWN_GRACE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final List<NamedThreads> all = new ArrayList<>();
    private final List<TaskPool> pools = new ArrayList<>();
    private final SystemTimer timer;
    private final SystemTimer watch;
    private final LoopWatch loops;
    private final HandlerPool handlers;
    private final HandlerPool callbacks;
    private final VirtualThreads virtual;
    private final IoExecutors io;
    private final Executor client;
    private boolean open;

    /**
     * Makes the threads of a node. A thread starts only when it is needed.
     *
     * @param factory makes the threads of handlers. The other threads run no code of the application. They are not
     *        managed threads, because some servers make none while an application is undeployed
     */
    public NodeThreads(ThreadFactory factory, MicroConfig config) {
        check(config);
        ThreadFactory own = Threads.daemon("micro", Thread.currentThread().getContextClassLoader());
        TaskPool alarms = pool(own, "micro-alarm", TIMER_TASKS);
        timer = new SystemTimer(named(own, "micro-timer"), alarms);
        // the timer thread checks the links itself, because these checks never block
        watch = new SystemTimer(named(own, "micro-watch"), Runnable::run);
        loops = new LoopWatch(new LoopWatch.Loop("micro-timer", timer, () -> {
            timer.addThread();
            alarms.grow(TIMER_TASKS);
        }), new LoopWatch.Loop("micro-watch", watch, watch::addThread));
        int maxThreads = config.get(ConfigKeys.MAX_THREADS);
        // requests wait elsewhere: the next one is added while the last one ends
        handlers = new HandlerPool(named(factory, "micro-handler"), maxThreads, maxThreads,
                TimeUnit.MICROSECONDS.toNanos(config.get(ConfigKeys.HANDLER_SPIN)));
        callbacks = new HandlerPool(named(factory, "micro-callback"), CALLBACKS, Integer.MAX_VALUE,
                TimeUnit.MICROSECONDS.toNanos(config.get(ConfigKeys.HANDLER_SPIN)));
        virtual = config.get(ConfigKeys.VIRTUAL_THREADS)
                ? new VirtualThreads(config.isConfigured(ConfigKeys.MAX_THREADS) ? maxThreads : VIRTUAL_HANDLERS,
                        task -> ContextThreads.inContextOf(factory, task))
                : null;
        io = new IoExecutors(pool(own, "micro-dial", DIALLERS), pool(own, "micro-name", DIALLERS),
                pool(own, "micro-resolve", RESOLVERS), pool(own, "micro-write", WRITERS),
                pool(own, "micro-ping", PINGERS), IoExecutors.retrying(pool(own, "micro-close", CLOSERS), timer),
                IoExecutors.retrying(pool(own, "micro-cut", CLOSERS), timer),
                write -> handlers.defer(write) || callbacks.defer(write));
        client = pool(own, "micro-client", 2 * Runtime.getRuntime().availableProcessors());
    }

    /**
     * Checks that this JDK has the threads that are configured.
     *
     * @throws ConfigException if it has not
     */
    public static void check(MicroConfig config) {
        if (config.get(ConfigKeys.VIRTUAL_THREADS) && Runtime.version().feature() < VIRTUAL_SINCE) {
            throw new ConfigException(ConfigKeys.VIRTUAL_THREADS.name(), "true",
                    "false, or JDK " + VIRTUAL_SINCE + " or later: this is " + Runtime.version());
        }
    }

    private TaskPool pool(ThreadFactory factory, String name, int maxThreads) {
        TaskPool pool = new TaskPool(named(factory, name), maxThreads);
        pools.add(pool);
        return pool;
    }

    private NamedThreads named(ThreadFactory factory, String name) {
        NamedThreads threads = new NamedThreads(factory, name);
        all.add(threads);
        return threads;
    }

    /** Returns the environment of a node that nothing observes. */
    public NodeEnvironment environment(PayloadCodec codec, Function<Link, MicroPeer> peers) {
        return environment(codec, peers, null);
    }

    /**
     * Returns the environment of a node.
     *
     * @param instrument observes the requests that the node serves; {@code null} for none
     */
    public NodeEnvironment environment(PayloadCodec codec, Function<Link, MicroPeer> peers,
            @Nullable NodeInstrument instrument) {
        RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();
        return new NodeEnvironment(timer, watch, random, () -> UUID.randomUUID().toString(),
                virtual != null ? virtual : handlers, callbacks, io,
                codec, peers, instrument);
    }

    /** Returns the clock and the alarms. */
    public Timer timer() {
        return timer;
    }

    /** Returns the executor for the client that dials. It never rejects a task. */
    public Executor client() {
        return client;
    }

    /** Returns the name of a loop of the engine that has stopped; empty if all loops run. */
    public Optional<String> problem() {
        return loops.problem();
    }

    /** Opens the threads, again if they were closed. It has no effect while they are open. */
    public synchronized void open() {
        if (open) {
            return;
        }
        open = true;
        timer.open();
        watch.open();
        handlers.open();
        callbacks.open();
        if (virtual != null) {
            virtual.open();
        }
        pools.forEach(TaskPool::open);
        loops.start();
        timer.every(RAISE_PAUSE_NANOS, () -> {
            callbacks.raiseThreads(BLOCKED_CALLBACKS);
            handlers.raiseThreads(handlers.capacity());
        });
    }

    /** Ends all threads. A thread with work ends after its work. Idle threads have ended when the method returns. */
    public synchronized void close() {
        open = false;
        timer.close();
        watch.close();
        handlers.close();
        callbacks.close();
        if (virtual != null) {
            virtual.close();
        }
        pools.forEach(TaskPool::close);
        long deadline = System.nanoTime() + SHUTDOWN_GRACE_NANOS;
        all.forEach(threads -> threads.awaitEnd(deadline));
    }
}
