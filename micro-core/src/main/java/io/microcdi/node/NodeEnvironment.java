package io.microcdi.node;

import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.random.RandomGenerator;

import io.microcdi.MicroPeer;
import io.microcdi.concurrent.Timer;
import io.microcdi.json.PayloadCodec;
import io.microcdi.link.Link;

/**
 * What a node is given: it takes neither time, chance nor threads from anywhere else.
 *
 * @param handlers runs handlers and users' callbacks; rejects what is too much
 * @param blocking runs what waits for sockets, as dialling
 * @param peers shows a link to users
 */
public record NodeEnvironment(Timer timer, RandomGenerator random, Executor handlers, Executor blocking,
        PayloadCodec codec, Function<Link, MicroPeer> peers) {
}
