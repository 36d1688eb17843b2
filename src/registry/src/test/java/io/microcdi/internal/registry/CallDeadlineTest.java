package io.microcdi.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import io.microcdi.internal.security.PeerIdentity;
import io.microcdi.registry.CallProtocol;
import io.microcdi.registry.ProxyAnswer;
import io.microcdi.testing.RawPeer;
import io.microcdi.testing.TestRegistry;
import io.microcdi.testing.World;

/** A call for others ends in its time, also while no link to its instance is open yet. */
class CallDeadlineTest {

    private static final String A = "10.0.0.1:8427";
    private static final String B = "10.0.0.2:8427";
    private static final String AGENT = "10.0.0.7:9000";

    private final World world = new World();
    private final MemoryCluster cluster = new MemoryCluster(world.loop());
    private final TestRegistry a = TestRegistry.in(world, A, cluster.join(A));
    private final TestRegistry b = TestRegistry.in(world, B, cluster.join(B));

    private CompletableFuture<ProxyAnswer> call(TestRegistry registry, String address, Duration timeout) {
        return registry.get().call(address, "1", timeout.toNanos(), CallProtocol.WS, PeerIdentity.UNPROVED,
                Map.of()).answer();
    }

    private void registerAgent() {
        RawPeer.dial(world, "ws://" + A + "/10.0.0.7/9000").send("{\"id\":0,\"mode\":0,\"twoway\":true,"
                + "\"data\":{\"protocol\":\"ws\",\"cmd\":\"online\",\"props\":[\"agents\"]}}");
        world.network().hang(AGENT);
    }

    @Test
    void aCallEndsWhileItsInstanceIsDialled() {
        registerAgent();
        CompletableFuture<ProxyAnswer> answer = call(a, "agents/work", Duration.ofMillis(100));
        world.advance(Duration.ofMillis(99));
        assertThat(answer).isNotDone();
        world.advance(Duration.ofMillis(1));
        assertThat(answer).isCompletedWithValue(new ProxyAnswer(ProxyAnswer.Outcome.TIMEOUT, "", null,
                "agents gave no answer within 100 ms, and the request was not sent", false));
        RawPeer agent = RawPeer.listen(world, AGENT);
        world.network().release();
        assertThat(world.network().dials(AGENT)).as("the link is kept for the next call").hasSize(1);
        assertThat(agent.received()).noneMatch(frame -> frame.contains("/work"));
    }

    @Test
    void aCallThatIsSentLeavesNoAlarmOfItsOwn() {
        registerAgent();
        call(a, "agents/work", Duration.ofSeconds(4));
        RawPeer agent = RawPeer.listen(world, AGENT);
        world.network().release();
        assertThat(agent.last()).contains("/work");
        int alarms = world.timer().alarms();
        call(a, "agents/work", Duration.ofSeconds(4));
        assertThat(world.timer().alarms()).isEqualTo(alarms);
    }

    /** Its address may lead to another server that speaks WebSocket. */
    @Test
    void aMemberThatSaysNoHelloHoldsNoCallUp() {
        RawPeer node = RawPeer.dial(world,
                "ws://" + A + "/10.0.1.5/9000/payments?v=1&id=n1&features=lease,deadline,metadata,errors");
        RawPeer stranger = RawPeer.listen(world, A);
        CompletableFuture<ProxyAnswer> quick = call(b, "payments/charge", Duration.ofMillis(100));
        CompletableFuture<ProxyAnswer> patient = call(b, "payments/charge", Duration.ofMinutes(1));
        world.advance(Duration.ofMillis(100));
        assertThat(quick).isDone();
        assertThat(quick.join().outcome()).isEqualTo(ProxyAnswer.Outcome.TIMEOUT);
        assertThat(quick.join().mayHaveExecuted()).isFalse();
        world.advance(Duration.ofSeconds(5));
        assertThat(patient).isDone();
        assertThat(patient.join().outcome()).isEqualTo(ProxyAnswer.Outcome.NO_INSTANCE);
        assertThat(patient.join().mayHaveExecuted()).isFalse();
        assertThat(stranger.closed()).isEqualTo("1000 no registry");
        world.network().listen(A, a.get()::accept);
        call(b, "payments/charge", Duration.ofMinutes(1));
        assertThat(node.last()).contains("/charge");
    }
}
