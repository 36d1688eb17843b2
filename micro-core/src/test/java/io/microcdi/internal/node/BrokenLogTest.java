package io.microcdi.internal.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.microcdi.config.ConfigKeys;
import io.microcdi.internal.link.OutboundRequest;
import io.microcdi.internal.route.PathPattern;
import io.microcdi.internal.route.RouteSpec;
import io.microcdi.internal.security.ConnectPolicy;
import io.microcdi.internal.security.NamespaceGlobs;
import io.microcdi.internal.security.PeerIdentity;
import io.microcdi.internal.wire.Frame;
import io.microcdi.testing.Identities;
import io.microcdi.testing.RawPeer;
import io.microcdi.testing.World;

/** A log that cannot write keeps no answer from its caller. */
class BrokenLogTest {

    private static final Logger ALL = Logger.getLogger("io.microcdi");

    private final World world = new World().set(ConfigKeys.LOG_ACCESS, true);
    private final Broken broken = new Broken();
    private final List<CompletableFuture<String>> stages = new ArrayList<>();
    private PeerIdentity identity = new PeerIdentity(null, NamespaceGlobs.NONE, NamespaceGlobs.ALL, NamespaceGlobs.ALL,
            true, null, Long.MAX_VALUE);

    @BeforeEach
    void breakLogs() {
        ALL.addHandler(broken);
    }

    @AfterEach
    void mendLogs() {
        ALL.removeHandler(broken);
    }

    private Node node() {
        ConnectPolicy policy = new Identities(announced -> identity);
        Node node = new Node("payments", java.util.Set.of(), world.config(), world.environment(), world.network(),
                policy);
        node.register(new RouteSpec(PathPattern.parse("/now"), false, true, 1), context -> {
            stages.add(new CompletableFuture<>());
            return stages.get(stages.size() - 1);
        });
        node.register(RouteSpec.of("/fails"), context -> {
            throw new IllegalStateException("expected by this test");
        });
        node.start();
        return node;
    }

    private RawPeer peer(Node node) {
        world.network().listen("10.0.0.5:9000", node::accept);
        return RawPeer.dial(world, "ws://10.0.0.5:9000/10.0.0.9/9000/checkout?v=1&id=a&features=errors");
    }

    @Test
    void aRefusedRequestOfALinkIsAnswered() {
        RawPeer peer = peer(node());
        assertThat(peer.ask(1, "/unknown", "1")).contains("\"id\":1", "\"status\":404");
        peer.ask(2, "/now", "1");
        assertThat(peer.ask(3, "/now", "1")).contains("\"id\":3", "\"status\":503");
        assertThat(broken.lines).as("the access log, and that of refusals").isGreaterThan(2);
        stages.get(0).complete("done");
        assertThat(peer.last()).contains("\"id\":2", "\"status\":200");
        peer.ask(4, "/now", "1");
        assertThat(stages).as("each place is given back").hasSize(2);
    }

    @Test
    void aRequestThatIsForbiddenIsAnswered() {
        identity = new PeerIdentity(null, NamespaceGlobs.NONE, NamespaceGlobs.of(List.of("orders")),
                NamespaceGlobs.ALL, true, null, Long.MAX_VALUE);
        Node node = node();
        assertThat(peer(node).ask(1, "/now", "1")).contains("\"id\":1", "\"status\":403");
        assertThat(broken.lines).isPositive();
        assertThat(node.activeRequests()).isZero();
    }

    @Test
    void aFailureIsAnswered() {
        Node node = node();
        assertThat(peer(node).ask(1, "/fails", "1")).contains("\"id\":1", "\"status\":500", "internal error");
        assertThat(broken.lines).isPositive();
        assertThat(node.activeRequests()).isZero();
    }

    @Test
    void aRefusedRequestOfTheNodeToItselfIsAnswered() {
        Node node = node();
        local(node);
        assertThat(local(node).ends).containsExactly("503");
        assertThat(broken.lines).isPositive();
    }

    private Local local(Node node) {
        Local request = new Local();
        node.local("/now", "1", Map.of(), Long.MAX_VALUE / 2, request);
        return request;
    }

    /** A request that keeps the status of its answer. */
    private static final class Local extends OutboundRequest {

        private final List<String> ends = new ArrayList<>();

        Local() {
            super(Long.MAX_VALUE / 2);
        }

        @Override
        protected void answered(Frame.Response response) {
            ends.add(response.status());
        }

        @Override
        protected void refused(int status, String message) {
            ends.add(message);
        }

        @Override
        protected void lost(boolean written, int code, String reason) {
            ends.add(reason);
        }

        @Override
        protected void expired(boolean written) {
            ends.add("expired");
        }
    }

    /** A log on a full disk. */
    private static final class Broken extends Handler {

        private int lines;

        @Override
        public void publish(LogRecord entry) {
            lines++;
            throw new IllegalStateException("expected by this test: no space left");
        }

        @Override
        public void flush() {
            // nothing is buffered
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
