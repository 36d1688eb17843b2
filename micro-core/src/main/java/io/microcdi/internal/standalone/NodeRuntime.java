package io.microcdi.internal.standalone;

import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.microcdi.MicroPeer;
import io.microcdi.NodeInstrument;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.json.PayloadCodec;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.node.Dialer;
import io.microcdi.internal.node.NodeEnvironment;

/** The clock, the threads and the sockets of one node. Thread-safe. */
public interface NodeRuntime {

    /** Returns the clock. */
    Timer timer();

    /**
     * Returns the environment of the node.
     *
     * @param instrument observes the requests that the node serves; {@code null} for none
     */
    NodeEnvironment environment(PayloadCodec codec, Function<Link, MicroPeer> peers,
            @Nullable NodeInstrument instrument);

    /** Returns the dialler of the node. */
    Dialer dialer();

    /** Opens the threads, again if they were closed. It has no effect while they are open. */
    void open();

    /** Ends all threads and closes the sockets that the node dialled. */
    void close();

    /** Returns the name of a loop that has stopped; empty if all loops run. */
    Optional<String> problem();

    /** A world in memory, in which tests run nodes. */
    interface World {

        /** The world in which the current thread builds nodes; {@code null} outside of tests. */
        ThreadLocal<@Nullable World> CURRENT = new ThreadLocal<>();

        /** Returns the settings of a node in this world, for example with the registry of this world. */
        MicroConfig settings(MicroConfig own);

        /** Makes the runtime of a node. */
        NodeRuntime runtime(ThreadFactory factory, MicroConfig config);

        /** Makes a listener of this world. Its {@code start} returns the chosen port if the port is 0. */
        Listener listener(String host, int port);

        /** Called with each node that was built in this world, which stops it at its end. */
        void built(EngineNode node);
    }
}
