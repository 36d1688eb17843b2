package io.microcdi.internal.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
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
import io.microcdi.internal.node.Node;
import io.microcdi.internal.node.NodeEnvironment;
import io.microcdi.internal.wire.Frame;
import io.microcdi.testing.Pipe;
import io.microcdi.testing.TestTimer;

/** A registry is lost after the node has registered there, and before the observer is told of the registration. */
class EventOrderTest extends Handler implements RegistryObserver, LinkHandler {

    private static final IoExecutors DIRECT = IoExecutors.all(Runnable::run);

    private final Logger log = Logger.getLogger("io.microcdi.discovery");
    private final TestTimer timer = new TestTimer();
    private final Node node = new Node("shop", Set.of(), MicroConfig.defaults(), new NodeEnvironment(timer, timer,
            RandomGenerator.getDefault(), Runnable::run, Runnable::run, DIRECT, PayloadCodec.withoutBinding(),
            link -> null),
            (url, authorization, opened) -> new CompletableFuture<>());
    private final RegistryConnection registry = new RegistryConnection(URI.create("ws://127.0.0.1:1"), node,
            new JoinSettings(1, 1, 1, 1), this, new ClusterLinkSelector(), () -> {
            });
    private final PeerState peer = new PeerState(
            new Announcement(InstanceKey.of("127.0.0.1", 1, ""), "registry", PeerInfo.NONE), true, 1 << 20);
    private final Link link = new Link(new Pipe(Runnable::run).dialler(), peer, this,
            LinkLimits.of(MicroConfig.defaults()), timer, DIRECT,
            new LinkCounters());
    private final List<String> events = new ArrayList<>();

    @AfterEach
    void end() {
        log.removeHandler(this);
    }

    @Test
    void theLossIsToldAfterTheRegistration() {
        node.announce(InstanceKey.of("127.0.0.1", 9000, ""), "ws");
        registry.start();
        registry.connected(link, 1);
        log.addHandler(this);
        peer.registered("lease");
        assertThat(events).containsExactly("joined", "lost");
    }

    /** Closes the link while the line about the registration is written. */
    @Override
    public void publish(LogRecord line) {
        if (line.getMessage().contains("MICRO001300")) {
            link.closed(1013, "too many instances");
        }
    }

    @Override
    public void closed(Link closed, int code, String reason) {
        registry.closed(closed, code, reason);
    }

    @Override
    public void joined(URI url) {
        events.add("joined");
    }

    @Override
    public void lost(URI url) {
        events.add("lost");
    }

    @Override
    public void unreachable(URI url, Throwable failure) {
        events.add("unreachable");
    }

    @Override
    public void notReachable() {
        events.add("not reachable");
    }

    @Override
    public void request(Link asked, Frame.Request request) {
        throw new AssertionError("nobody asks");
    }

    @Override
    public void flush() {
        // no line is kept
    }

    @Override
    public void close() {
        // nothing is open
    }
}
