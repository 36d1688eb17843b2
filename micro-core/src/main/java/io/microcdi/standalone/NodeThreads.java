package io.microcdi.standalone;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.random.RandomGenerator;

import io.microcdi.MicroPeer;
import io.microcdi.concurrent.ChannelThreads;
import io.microcdi.concurrent.HandlerPool;
import io.microcdi.concurrent.NamedThreads;
import io.microcdi.concurrent.SystemTimer;
import io.microcdi.concurrent.Threads;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.json.PayloadCodec;
import io.microcdi.link.Link;
import io.microcdi.node.NodeEnvironment;

/** The time, chance and threads of a node that was given none. All threads end when it is closed. */
public final class NodeThreads {

    private static final int MAX_BLOCKING = 32;
    private static final int MAX_BLOCKING_QUEUED = 4096;

    /** For threads that are idle to end; those that are at work have been given their time before. */
    private static final long END = TimeUnit.SECONDS.toNanos(1);

    private final List<NamedThreads> all = new ArrayList<>();
    private final SystemTimer timer;
    private final HandlerPool handlers;
    private final HandlerPool blocking;
    private final ChannelThreads channels;
    private final Executor handlerExecutor;

    /**
     * Threads, none of which is started before it is needed.
     *
     * @param factory makes those of handlers; the others run no user's code, and must be there while an application is
     *        being taken down, when some servers make no managed thread any more
     */
    public NodeThreads(ThreadFactory factory, MicroConfig config) {
        ThreadFactory own = Threads.daemon("micro", Thread.currentThread().getContextClassLoader());
        timer = new SystemTimer(named(own, "micro-timer"));
        handlers = new HandlerPool(named(factory, "micro-handler"), config.get(ConfigKeys.MAX_THREADS),
                config.get(ConfigKeys.MAX_QUEUED_HANDLERS),
                TimeUnit.MICROSECONDS.toNanos(config.get(ConfigKeys.HANDLER_SPIN)));
        channels = new ChannelThreads(named(own, "micro-reader"), timer);
        blocking = new HandlerPool(named(own, "micro-io"), MAX_BLOCKING, MAX_BLOCKING_QUEUED, 0);
        handlerExecutor = config.get(ConfigKeys.VIRTUAL_THREADS)
                ? new BoundedExecutor(Threads.virtual(), config.get(ConfigKeys.MAX_THREADS)
                        + config.get(ConfigKeys.MAX_QUEUED_HANDLERS))
                : handlers;
    }

    private NamedThreads named(ThreadFactory factory, String name) {
        NamedThreads threads = new NamedThreads(factory, name);
        all.add(threads);
        return threads;
    }

    /** What a node is given. */
    public NodeEnvironment environment(PayloadCodec codec, Function<Link, MicroPeer> peers) {
        RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();
        return new NodeEnvironment(timer, random, handlerExecutor, blocking, codec, peers);
    }

    /** For channels that a container opens for the node. */
    public ChannelThreads channels() {
        return channels;
    }

    /** Begins, again if it was closed. */
    public void open() {
        timer.open();
        handlers.open();
        blocking.open();
        channels.open();
    }

    /** Ends all threads as soon as what they do has ended; where they do nothing, before it returns. */
    public void close() {
        channels.close();
        timer.close();
        handlers.close();
        blocking.close();
        long deadline = System.nanoTime() + END;
        all.forEach(threads -> threads.awaitEnd(deadline));
    }
}
