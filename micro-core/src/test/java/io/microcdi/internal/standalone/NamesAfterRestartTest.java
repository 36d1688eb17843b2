package io.microcdi.internal.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.microcdi.MicroNode;
import io.microcdi.MicroPeer;
import io.microcdi.NodeInstrument;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.concurrent.WriteCoalescer;
import io.microcdi.internal.json.PayloadCodec;
import io.microcdi.internal.link.IoExecutors;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.node.Dialer;
import io.microcdi.internal.node.NodeEnvironment;
import io.microcdi.internal.websocket.LinkAcceptor;
import io.microcdi.internal.websocket.SessionOptions;
import io.microcdi.testing.TestTimer;

/** A call between a stop and the next start makes an entry for its configured name while the timer is closed. */
class NamesAfterRestartTest {

    private final TestTimer clock = new TestTimer();
    private int resolutions;

    @AfterEach
    void leaveWorld() {
        NodeRuntime.World.CURRENT.remove();
    }

    @Test
    void aNameIsResolvedAgainAfterTheStart() {
        NodeRuntime.World.CURRENT.set(new OneNode());
        Map<String, String> settings = Map.of("micro.client.payments.url", "dns+ws://localhost:1",
                "micro.advertise.host", "127.0.0.1", "micro.advertise.self-check", "false");
        MicroConfig config = MicroConfig.read(key -> Optional.ofNullable(settings.get(key)), ConfigKeys.ALL);
        MicroNode node = MicroNode.builder("shop").config(config).registry("none").listen(0).build();
        node.start();
        node.stop();
        call(node);
        node.start();
        CompletableFuture<String> refused = call(node);
        clock.advance(Duration.ofMinutes(2));
        assertThat(refused).isCompletedExceptionally();
        int before = resolutions;
        clock.advance(Duration.ofMinutes(2));
        assertThat(resolutions).isGreaterThan(before);
        node.stop();
    }

    private static CompletableFuture<String> call(MicroNode node) {
        return node.caller().to("payments").callAsync("/who", String.class);
    }

    /** Runs all tasks on the thread of the test, and has a timer that takes no alarm while it is closed. */
    private final class OneNode implements NodeRuntime.World, NodeRuntime, Timer, Listener {

        private boolean open;

        @Override
        public MicroConfig settings(MicroConfig own) {
            return own;
        }

        @Override
        public NodeRuntime runtime(ThreadFactory factory, MicroConfig config) {
            return this;
        }

        @Override
        public Listener listener(String host, int port) {
            return this;
        }

        @Override
        public void built(EngineNode node) {
            // the test stops it
        }

        @Override
        public Timer timer() {
            return this;
        }

        @Override
        public NodeEnvironment environment(PayloadCodec codec, Function<Link, MicroPeer> peers,
                NodeInstrument instrument) {
            Executor direct = Runnable::run;
            Executor resolving = task -> {
                resolutions++;
                task.run();
            };
            return new NodeEnvironment(this, this, new Random(1), direct, direct,
                    new IoExecutors(direct, direct, resolving, direct, direct, direct, direct, WriteCoalescer.NONE),
                    codec,
                    peers);
        }

        @Override
        public Dialer dialer() {
            return (url, authorization, opened) -> CompletableFuture.failedFuture(new IOException("refused"));
        }

        @Override
        public void open() {
            open = true;
        }

        @Override
        public void close() {
            open = false;
        }

        @Override
        public Optional<String> problem() {
            return Optional.empty();
        }

        @Override
        public long nanoTime() {
            return clock.nanoTime();
        }

        @Override
        public Instant now() {
            return clock.now();
        }

        @Override
        public Alarm after(long nanos, Runnable action) {
            return ifOpen(clock.after(nanos, action));
        }

        @Override
        public Alarm every(long nanos, Runnable action) {
            return ifOpen(clock.every(nanos, action));
        }

        private Alarm ifOpen(Alarm alarm) {
            if (!open) {
                alarm.cancel();
            }
            return alarm;
        }

        @Override
        public int start(LinkAcceptor acceptor, SessionOptions options, Timer timer) {
            return 9000;
        }

        @Override
        public void stop() {
            // nothing listens
        }
    }
}
