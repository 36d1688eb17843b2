package io.microcdi.internal.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.microcdi.config.MicroConfig;
import io.microcdi.internal.address.Announcement;
import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.address.PeerInfo;
import io.microcdi.internal.json.PayloadCodec;
import io.microcdi.internal.link.IoExecutors;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.link.LinkCounters;
import io.microcdi.internal.link.LinkHandler;
import io.microcdi.internal.link.LinkLimits;
import io.microcdi.internal.link.PeerState;
import io.microcdi.internal.link.Transport;
import io.microcdi.internal.node.Node;
import io.microcdi.internal.node.NodeEnvironment;
import io.microcdi.internal.wire.Frame;
import io.microcdi.testing.TestTimer;

/** A link to the registry that closes at the moment in which it becomes known is dialled again. */
class RegistryConnectionStressTest implements RegistryObserver, LinkHandler, Transport {

    private static final int ROUNDS = 20_000;
    private static final LinkLimits LIMITS = LinkLimits.of(MicroConfig.defaults());
    private static final IoExecutors DIRECT = IoExecutors.all(Runnable::run);

    private final TestTimer timer = new TestTimer();
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final Node node = new Node("shop", Set.of(), MicroConfig.defaults(), new NodeEnvironment(timer, timer,
            RandomGenerator.getDefault(), Runnable::run, Runnable::run, DIRECT, PayloadCodec.withoutBinding(),
            link -> null),
            (url, authorization, opened) -> new CompletableFuture<>());
    private final RegistryConnection registry = new RegistryConnection(URI.create("ws://127.0.0.1:1"), node,
            new JoinSettings(1, 1, 1, 1), this, new ClusterLinkSelector(), () -> {
            });

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    @Test
    void noLinkThatHasClosedIsKept() throws Exception {
        node.announce(InstanceKey.of("127.0.0.1", 9000, ""), "ws");
        registry.start();
        CyclicBarrier together = new CyclicBarrier(2);
        for (int round = 0; round < ROUNDS; round++) {
            PeerState peer = new PeerState(
                    new Announcement(InstanceKey.of("127.0.0.1", 1, ""), "registry", PeerInfo.NONE), true, 1 << 20);
            Link link = new Link(this, peer, this, LIMITS, timer, DIRECT, new LinkCounters());
            Future<?> opening = threads.submit(() -> {
                together.await();
                registry.connected(link, 1);
                return null;
            });
            Future<?> closing = threads.submit(() -> {
                together.await();
                link.closed(1013, "too many instances");
                return null;
            });
            opening.get(30, TimeUnit.SECONDS);
            closing.get(30, TimeUnit.SECONDS);
            assertThat(registry.link()).as("round %d", round).isNull();
        }
    }

    @Override
    public void closed(Link link, int code, String reason) {
        registry.closed(link, code, reason);
    }

    @Override
    public void request(Link link, Frame.Request request) {
        throw new AssertionError("nobody asks");
    }

    @Override
    public void send(String text, Sent done) {
        done.sent(null);
    }

    @Override
    public void ping(Sent done) {
        done.sent(null);
    }

    @Override
    public void close(int code, String reason) {
        // there is no socket
    }

    @Override
    public void joined(URI url) {
        // it is never asked
    }

    @Override
    public void lost(URI url) {
        // it is looked at by its link
    }

    @Override
    public void unreachable(URI url, Throwable failure) {
        throw new AssertionError(failure);
    }

    @Override
    public void notReachable() {
        throw new AssertionError("nobody checks");
    }
}
