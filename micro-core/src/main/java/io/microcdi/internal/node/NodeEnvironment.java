package io.microcdi.internal.node;

import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.random.RandomGenerator;

import io.microcdi.MicroPeer;
import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.json.PayloadCodec;
import io.microcdi.internal.link.IoExecutors;
import io.microcdi.internal.link.Link;

/**
 * What a node is given: it takes neither time, chance nor threads from anywhere else.
 *
 * @param timer the clock, and all alarms but the one for liveness
 * @param watch the alarm for liveness, on a thread that never writes to a socket
 * @param handlers runs handlers; rejects what is too much
 * @param callbacks runs users' callbacks, as dependents of futures; no number of handlers that wait can exhaust it
 * @param io the threads that may wait for sockets
 * @param peers shows a link to users
 */
public record NodeEnvironment(Timer timer, Timer watch, RandomGenerator random, Executor handlers,
        Executor callbacks, IoExecutors io, PayloadCodec codec, Function<Link, MicroPeer> peers) {
}
