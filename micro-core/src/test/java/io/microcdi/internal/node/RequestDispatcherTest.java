package io.microcdi.internal.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.AbstractMap;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import io.microcdi.config.MicroConfig;
import io.microcdi.internal.address.Announcement;
import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.address.PeerInfo;
import io.microcdi.internal.json.ExactNumbers;
import io.microcdi.internal.json.PayloadCodec;
import io.microcdi.internal.link.IoExecutors;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.link.LinkCounters;
import io.microcdi.internal.link.LinkHandler;
import io.microcdi.internal.link.LinkLimits;
import io.microcdi.internal.link.PeerState;
import io.microcdi.internal.route.RouteSpec;
import io.microcdi.internal.route.RouteTable;
import io.microcdi.internal.security.Audit;
import io.microcdi.internal.security.ConnectPolicy;
import io.microcdi.internal.wire.Frame;
import io.microcdi.testing.Loop;
import io.microcdi.testing.Pipe;
import io.microcdi.testing.TestTimer;

/** A node that leaves waits for each request that it has taken, at whichever moment of the request it leaves. */
class RequestDispatcherTest implements LinkHandler {

    private final Queue<Runnable> handlers = new ArrayDeque<>();
    private final Loop loop = new Loop();
    private final LeavingTimer timer = new LeavingTimer();
    private final Pipe pipe = new Pipe(loop);
    private CompletableFuture<Void> idle;

    /** Leaves while the serving side asks for the time, which it does at several moments of a request. */
    private static final class LeavingTimer extends TestTimer {

        private int moments;
        private Runnable leave = () -> {
        };

        @Override
        public long nanoTime() {
            if (--moments == 0) {
                leave.run();
            }
            return super.nanoTime();
        }
    }

    private Link link() {
        PeerState peer = new PeerState(
                new Announcement(InstanceKey.of("10.0.0.7", 9000, ""), "orders", PeerInfo.NONE), false, 1 << 20);
        return new Link(pipe.acceptor(), peer, this, LinkLimits.of(MicroConfig.defaults()), new TestTimer(),
                IoExecutors.all(loop), new LinkCounters());
    }

    private RequestDispatcher serving() {
        RouteTable routes = new RouteTable();
        routes.add(RouteSpec.of("/charge"), context -> "charged");
        NodeEnvironment environment = new NodeEnvironment(timer, new TestTimer(), new Random(1), handlers::add, loop,
                IoExecutors.all(loop), new PayloadCodec(ExactNumbers.jsonb()), link -> null);
        return new RequestDispatcher(() -> "payments", () -> "10.0.0.5:9000", environment, MicroConfig.defaults(),
                routes,
                new Audit(() -> 0), ConnectPolicy.OFF, null);
    }

    @Test
    void itWaitsForEachRequestThatItAccepts() {
        int taken = 0;
        boolean left = true;
        for (int moment = 1; left; moment++) {
            idle = null;
            RequestDispatcher serving = serving();
            timer.leave = () -> idle = serving.leave();
            timer.moments = moment;
            serving.request(link(), new Frame.Request(1, true, "/charge", null, 0));
            timer.moments = 0;
            left = idle != null;
            if (left) {
                assertThat(idle.isDone()).as("moment %d", moment).isEqualTo(handlers.isEmpty());
                taken += handlers.size();
            }
            handlers.forEach(Runnable::run);
            handlers.clear();
            assertThat(serving.inWork()).isZero();
            assertThat(serving.leave()).isDone();
        }
        assertThat(taken).as("moments at which the node left and had taken the request").isPositive();
    }

    /** A drain waits for each counted request. */
    @Test
    void aRequestThatFailsWhileItIsCountedIsRefusedAndNotCounted() {
        RequestDispatcher serving = serving();
        AtomicInteger asked = new AtomicInteger();
        Map<String, String> metadata = new AbstractMap<>() {
            @Override
            public Set<Map.Entry<String, String>> entrySet() {
                asked.incrementAndGet();
                throw new InternalError("thrown by a test");
            }
        };
        Link link = link();
        serving.request(link, new Frame.Request(1, true, "/charge", null, 0, metadata));
        assertThat(asked).as("times that the size of the request was asked for").hasPositiveValue();
        assertThat(link.servedRequests()).isZero();
        assertThat(link.admittedRequests()).isZero();
        assertThat(serving.inWork()).isZero();
        assertThat(serving.leave()).isDone();
    }

    @Override
    public void request(Link link, Frame.Request request) {
        throw new AssertionError();
    }

    @Override
    public void closed(Link link, int code, String reason) {
        throw new AssertionError();
    }
}
