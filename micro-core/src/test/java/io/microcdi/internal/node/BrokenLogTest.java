package io.microcdi.internal.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

import org.junit.jupiter.api.Test;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.SecurityMode;
import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.link.OutboundRequest;
import io.microcdi.internal.route.PathPattern;
import io.microcdi.internal.route.RouteSpec;
import io.microcdi.internal.security.Audit;
import io.microcdi.internal.security.ConnectPolicy;
import io.microcdi.internal.security.NamespaceGlobs;
import io.microcdi.internal.security.PeerIdentity;
import io.microcdi.internal.security.TokenPolicy;
import io.microcdi.internal.wire.Frame;
import io.microcdi.testing.Identities;
import io.microcdi.testing.RawPeer;
import io.microcdi.testing.World;

/** A log that cannot write keeps no answer from its caller. */
class BrokenLogTest {

    private final World world = new World().set(ConfigKeys.LOG_ACCESS, true);
    private final Broken broken = new Broken(world.environment().timer());
    private final List<CompletableFuture<String>> stages = new ArrayList<>();
    private PeerIdentity identity = new PeerIdentity(null, NamespaceGlobs.NONE, NamespaceGlobs.ALL, NamespaceGlobs.ALL,
            true, null, Long.MAX_VALUE);

    private NodeEnvironment environment() {
        NodeEnvironment real = world.environment();
        return new NodeEnvironment(broken, real.watch(), real.random(), real.handlers(), real.callbacks(), real.io(),
                real.codec(), real.peers());
    }

    private Node node() {
        ConnectPolicy policy = new Identities(announced -> identity);
        Node node = new Node("payments", Set.of(), world.config(), environment(), world.network(), policy);
        node.register(new RouteSpec(PathPattern.parse("/now"), false, true, 1), context -> {
            stages.add(new CompletableFuture<>());
            return stages.get(stages.size() - 1);
        });
        node.register(new RouteSpec(PathPattern.parse("/waits"), false, false, 1),
                context -> new CompletableFuture<>());
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
        assertThat(broken.lines).as("the access log, and that of refusals").isGreaterThanOrEqualTo(2);
        stages.get(0).complete("done");
        assertThat(peer.last()).contains("\"id\":2", "\"status\":200");
        peer.ask(4, "/now", "1");
        assertThat(stages).as("each place is given back").hasSize(2);
    }

    /** They are refused one after the other by one alarm. */
    @Test
    void requestsThatAreLateAtOnceAreAllAnswered() {
        Node node = node();
        RawPeer peer = peer(node);
        peer.ask(1, "/waits", "1");
        peer.ask(2, "/waits", "1");
        peer.ask(3, "/waits", "1");
        world.advance(Duration.ofSeconds(2));
        assertThat(broken.lines).isGreaterThanOrEqualTo(2);
        assertThat(peer.received()).filteredOn(frame -> frame.contains("\"status\":503")).hasSize(2);
        assertThat(node.activeRequests()).as("the one whose handler is at work").isEqualTo(1);
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

    /** A drain waits for each counted request. */
    @Test
    void aRequestThatFailsBeforeItBeginsIsNotInWork() {
        Node node = node();
        RawPeer peer = peer(node);
        broken.atRequests = true;
        try {
            peer.ask(1, "/now", "1");
        } catch (NoClassDefFoundError expected) {
            // on the reading thread of this world
        }
        assertThat(stages).isEmpty();
        assertThat(node.activeRequests()).isZero();
    }

    @Test
    void aFailureIsAnswered() {
        Node node = node();
        assertThat(peer(node).ask(1, "/fails", "1")).contains("\"id\":1", "\"status\":500", "internal error");
        assertThat(broken.lines).isPositive();
        assertThat(node.activeRequests()).isZero();
    }

    /** The call would wait for the whole connect timeout. */
    @Test
    void aDialWithoutATokenIsMade() {
        world.set(ConfigKeys.SECURITY_MODE, SecurityMode.PERMISSIVE).set(ConfigKeys.SECURITY_SECRET,
                List.of("a secret of the mesh"));
        Node node = new Node("shop", Set.of(), world.config(), environment(), world.network(),
                new TokenPolicy(world.config(), world.timer()));
        node.start();
        node.announce(InstanceKey.parse("10.0.0.6:9000"), "ws");
        RawPeer.listen(world, "10.0.1.0:9000");
        broken.lines = 0;
        CompletableFuture<Link> dial = node
                .dial(new PeerAddress("payments", InstanceKey.parse("10.0.1.0:9000"), "ws", true));
        assertThat(broken.lines).isPositive();
        assertThat(dial).isCompleted();
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

    /**
     * A clock that fails when a log asks it for the time, as do the classes of an application that the server has stopped. JBoss
     * Logging itself keeps from us what its handlers throw.
     */
    private static final class Broken implements Timer {

        private final Timer timer;
        private int lines;
        private boolean atRequests;

        Broken(Timer timer) {
            this.timer = timer;
        }

        @Override
        public long nanoTime() {
            boolean forLog = StackWalker.getInstance().walk(frames -> frames.limit(6)
                    .filter(frame -> !frame.getMethodName().equals("<init>")).anyMatch(this::isBroken));
            if (forLog) {
                lines++;
                throw new NoClassDefFoundError("expected by this test");
            }
            return timer.nanoTime();
        }

        private boolean isBroken(StackWalker.StackFrame frame) {
            return isLog(frame) || atRequests && frame.getClassName().equals(RequestDispatcher.class.getName())
                    && frame.getMethodName().equals("request");
        }

        private static boolean isLog(StackWalker.StackFrame frame) {
            String type = frame.getClassName();
            return type.equals(Audit.class.getName()) || type.equals(OverloadLog.class.getName())
                    || type.equals(HandlerFailures.class.getName())
                    || type.equals(RequestDispatcher.class.getName()) && frame.getMethodName().contains("refuse");
        }

        @Override
        public Instant now() {
            return timer.now();
        }

        @Override
        public Alarm after(long nanos, Runnable action) {
            return timer.after(nanos, action);
        }

        @Override
        public Alarm every(long nanos, Runnable action) {
            return timer.every(nanos, action);
        }

        @Override
        public void park(Object blocker, BooleanSupplier over, long nanos) {
            timer.park(blocker, over, nanos);
        }
    }
}
