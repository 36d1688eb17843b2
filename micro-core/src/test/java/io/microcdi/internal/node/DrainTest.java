package io.microcdi.internal.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import io.microcdi.config.ConfigKeys;
import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.link.OutboundRequest;
import io.microcdi.internal.route.RouteSpec;
import io.microcdi.internal.wire.Frame;
import io.microcdi.testing.RawPeer;
import io.microcdi.testing.World;

/** The calls of its own for which a node waits while it drains. */
class DrainTest {

    private static final String PAYMENTS = "10.0.1.0:9000";

    private final World world = new World().set(ConfigKeys.DRAIN_TIMEOUT, Duration.ofSeconds(10));

    @Test
    void aCallWhoseLinkOpensWhileTheCallsAreCountedIsWaitedFor() {
        Node node = world.node("shop", "10.0.0.6:9000").listen().node();
        RawPeer.listen(world, PAYMENTS);
        Link link = node.dial(new PeerAddress("payments", InstanceKey.parse(PAYMENTS), "ws", true)).join();
        Call call = new Call();
        node.ownCalls(() -> {
            link.request("\"/charge\"", null, call);
            return () -> true;
        });
        CompletableFuture<Void> drained = node.drain();
        world.advance(Duration.ofSeconds(1));
        assertThat(drained).isNotDone();
        call.cancel();
        world.advance(Duration.ofSeconds(1));
        assertThat(drained).isCompleted();
    }

    /** However the url is written, and whatever the url of an application's route begins with. */
    @Test
    void aNodeThatLeavesServesItsOwnRoutesOnly() {
        Node node = world.node("payments", PAYMENTS).listen().node();
        node.registerOwn("/-/probe", context -> "own");
        node.register(RouteSpec.of("/{a}/{b}"), context -> "of the application");
        RawPeer peer = RawPeer.dial(world,
                "ws://" + PAYMENTS + "/10.0.0.9/9000/orders?v=1&id=a&features=errors");
        node.drain();
        world.advance(Duration.ofSeconds(1));
        assertThat(peer.ask(1, "/-/probe", "1")).contains("\"status\":200", "own");
        assertThat(peer.ask(2, "/%2D/probe", "1")).contains("\"status\":200", "own");
        assertThat(peer.ask(3, "/-/other", "1")).contains("\"status\":503");
        assertThat(peer.ask(4, "/x/y", "1")).contains("\"status\":503");
    }

    /** A request that the test ends. */
    private static final class Call extends OutboundRequest {

        Call() {
            super(Long.MAX_VALUE / 2);
        }

        @Override
        protected void answered(Frame.Response response) {
            throw new AssertionError("answered");
        }

        @Override
        protected void refused(int status, String message) {
            throw new AssertionError(message);
        }

        @Override
        protected void lost(boolean written, int code, String reason) {
            throw new AssertionError(reason);
        }

        @Override
        protected void expired(boolean written) {
            throw new AssertionError("expired");
        }
    }
}
