package io.microcdi.internal.node;

import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;

import io.microcdi.MicroPeer;
import io.microcdi.NodeInstrument;
import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.json.PayloadCodec;
import io.microcdi.internal.link.IoExecutors;
import io.microcdi.internal.link.Link;

/**
 * The clock, the random generator and the threads of a node. The node uses no others for what it does, so that tests can
 * replace them. Secrets and nonces have a generator of their own.
 *
 * @param timer the clock, and all alarms except the one for liveness
 * @param watch the alarm for liveness. Its thread never writes to a socket
 * @param ids makes the id of each start. Two starts must never have the same
 * @param handlers runs handlers, and rejects a task if its queue is full
 * @param callbacks runs callbacks of the application, as dependent stages of futures. Handlers that wait cannot exhaust
 *        it
 * @param io the threads that may block on sockets
 * @param peers makes the {@code MicroPeer} that applications see from a link
 * @param instrument observes the requests that the node serves; {@code null} for none
 */
public record NodeEnvironment(Timer timer, Timer watch, RandomGenerator random, Supplier<String> ids,
        Executor handlers, Executor callbacks, IoExecutors io, PayloadCodec codec, Function<Link, MicroPeer> peers,
        @Nullable NodeInstrument instrument) {

    /** Makes the environment of a node that nothing observes. Its runs repeat as its random generator does. */
    public NodeEnvironment(Timer timer, Timer watch, RandomGenerator random, Executor handlers, Executor callbacks,
            IoExecutors io, PayloadCodec codec, Function<Link, MicroPeer> peers) {
        this(timer, watch, random, ids(random), handlers, callbacks, io, codec, peers, null);
    }

    /** Returns a source of ids that repeat as a random generator does. */
    public static Supplier<String> ids(RandomGenerator random) {
        return () -> new UUID(random.nextLong(), random.nextLong()).toString();
    }
}
