package io.microcdi.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.internal.security.PeerIdentity;
import io.microcdi.registry.CallProtocol;
import io.microcdi.registry.ProxyAnswer;
import io.microcdi.testing.LogCapture;
import io.microcdi.testing.RawPeer;
import io.microcdi.testing.TestRegistry;
import io.microcdi.testing.World;

/** A registry calls an instance that another registry of the cluster owns. */
class ClusterCallsTest {

    private static final String A = "10.0.0.1:8427";
    private static final String B = "10.0.0.2:8427";

    private final World world = new World();
    private final MemoryCluster cluster = new MemoryCluster(world.loop());
    private final MemoryCluster.Participant sideOfA = cluster.join(A);
    private final TestRegistry a = TestRegistry.in(world, A, sideOfA);
    private final TestRegistry b = TestRegistry.in(world, B, cluster.join(B));
    private final RawPeer node = RawPeer.dial(world,
            "ws://" + A + "/10.0.1.5/9000/payments?v=1&id=n1&features=lease,deadline,metadata,errors");

    private CompletableFuture<ProxyAnswer> call(String payload) {
        return call("payments/charge", payload);
    }

    private CompletableFuture<ProxyAnswer> call(String address, String payload) {
        return b.get().call(address, payload, Duration.ofSeconds(5).toNanos(), CallProtocol.WS,
                PeerIdentity.UNPROVED, Map.of("tenant", "t1")).answer();
    }

    private String request() {
        List<String> requests = node.received().stream().filter(frame -> frame.contains("/charge")).toList();
        return requests.isEmpty() ? "" : requests.get(requests.size() - 1);
    }

    private static String id(String frame) {
        return frame.replaceAll("^\\{\"id\":([0-9]+),.*", "$1");
    }

    private void answer(String data) {
        node.send("{\"id\":" + id(request()) + ",\"mode\":1,\"data\":" + data + "}");
    }

    @Test
    void theOwnerForwardsAndTheAnswerComesBackUnchanged() {
        CompletableFuture<ProxyAnswer> answer = call("{\"amount\" : 1e2}");
        assertThat(request()).contains("\"url\":\"/charge\"", "\"data\":{\"amount\" : 1e2}", "\"tenant\":\"t1\"",
                "\"timeout\":5000", "\"correlation-id\":");
        answer("{\"status\":200,\"data\":{\"ok\" : true}}");
        assertThat(answer.join()).isEqualTo(
                new ProxyAnswer(ProxyAnswer.Outcome.ANSWERED, "200", "{\"ok\" : true}", null, true));
        assertThat(b.get().instances("payments").get(0).forwardedCalls()).isEqualTo(1);
    }

    @Test
    void theRoutesOfTheNodeItselfAreNotForwarded() {
        int frames = node.received().size();
        assertThat(call("payments/%2D/changed", "1").join().status()).isEqualTo("404");
        assertThat(node.received()).hasSize(frames);
    }

    @Test
    void aFailureComesBackWithItsStatus() {
        CompletableFuture<ProxyAnswer> answer = call("1");
        answer("{\"status\":429,\"data\":null,\"message\":\"too many\",\"executed\":false}");
        assertThat(answer.join()).isEqualTo(
                new ProxyAnswer(ProxyAnswer.Outcome.FAILED, "429", "null", "too many", false));
    }

    @Test
    void givingUpReachesTheInstance() {
        CompletableFuture<ProxyAnswer> answer = call("1");
        answer.cancel(true);
        assertThat(node.last()).contains("\"mode\":2", "\"data\":" + id(request()));
    }

    /** As {@code orTimeout} and {@code completeOnTimeout} end it. */
    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void endingItReachesTheInstanceToo(boolean failed) {
        CompletableFuture<ProxyAnswer> answer = call("1");
        if (failed) {
            answer.completeExceptionally(new TimeoutException());
        } else {
            answer.complete(new ProxyAnswer(ProxyAnswer.Outcome.ANSWERED, "200", "0", null, true));
        }
        assertThat(node.last()).contains("\"mode\":2", "\"data\":" + id(request()));
    }

    /** Otherwise each partition would leave a link behind at both ends. */
    @Test
    void theLinkToARegistryThatIsNotSeenForAWhileIsUsedAgain() {
        String c = "10.0.0.3:8427";
        TestRegistry.in(world, c, cluster.join(c));
        RawPeer.dial(world, "ws://" + c + "/10.0.1.6/9000/stock?v=1&id=n2&features=lease,errors");
        CompletableFuture<ProxyAnswer> before = call("1");
        int dials = world.network().dials(A).size();
        sideOfA.side(1);
        b.get().call("stock/count", "1", Duration.ofSeconds(5).toNanos(), CallProtocol.WS, PeerIdentity.UNPROVED,
                Map.of());
        answer("{\"status\":200,\"data\":1}");
        assertThat(before.join().payload()).as("the call in work").isEqualTo("1");
        sideOfA.side(0);
        CompletableFuture<ProxyAnswer> after = call("2");
        answer("{\"status\":200,\"data\":2}");
        assertThat(after.join().payload()).isEqualTo("2");
        assertThat(world.network().dials(A)).hasSize(dials);
    }

    @Test
    void theDeadlineIsThatOfTheCall() {
        CompletableFuture<ProxyAnswer> answer = call("1");
        world.advance(Duration.ofSeconds(5));
        assertThat(answer.join().outcome()).isEqualTo(ProxyAnswer.Outcome.TIMEOUT);
        assertThat(answer.join().mayHaveExecuted()).isTrue();
        assertThat(node.last()).contains("\"mode\":2");
    }

    /** A registry that forwards is no handler: the time is that of the caller, and of the instance. */
    @Test
    void aCallMayTakeLongerThanAHandlerOfARegistry() {
        CompletableFuture<ProxyAnswer> answer = b.get().call("payments/report", "1", Duration.ofMinutes(5).toNanos(),
                CallProtocol.WS, PeerIdentity.UNPROVED, Map.of()).answer();
        String asked = node.last();
        assertThat(asked).contains("/report");
        for (int i = 0; i < 12; i++) {
            world.advance(Duration.ofSeconds(5));
            node.send("{\"id\":0,\"mode\":0,\"twoway\":false,\"data\":{\"url\":\"/-/heartbeat\",\"data\":{}}}");
        }
        node.send("{\"id\":" + id(asked) + ",\"mode\":1,\"data\":{\"status\":200,\"data\":7}}");
        assertThat(answer).isCompleted();
        assertThat(answer.join()).isEqualTo(new ProxyAnswer(ProxyAnswer.Outcome.ANSWERED, "200", "7", null, true));
    }

    /** The owner has sent the request on, or not: nobody can tell. */
    @Test
    void whenTheOwnerIsLostTheCallMayHaveBeenExecuted() {
        CompletableFuture<ProxyAnswer> answer = call("1");
        sideOfA.kill();
        a.kill();
        assertThat(answer.join().outcome()).isEqualTo(ProxyAnswer.Outcome.NO_INSTANCE);
        assertThat(answer.join().mayHaveExecuted()).isTrue();
        ProxyAnswer next = call("2").join();
        assertThat(next.mayHaveExecuted()).as("nobody has the link").isFalse();
        assertThat(next.message()).startsWith("10.0.1.5:9000 of payments cannot be reached through its registry " + A)
                .contains("does not answer", "registers with another one within seconds")
                .doesNotContain("micro.registry-server.cluster.url");
    }

    /** It tells the other registry which requests may have run. A later one must not run. */
    @Test
    void aRegistryThatLeavesForwardsNothing() {
        call("1");
        String before = request();
        a.get().stopping();
        ProxyAnswer answer = call("2").join();
        assertThat(answer.outcome()).isEqualTo(ProxyAnswer.Outcome.NO_INSTANCE);
        assertThat(answer.mayHaveExecuted()).isFalse();
        assertThat(request()).isEqualTo(before);
    }

    @Test
    void aRegistryThatToldNoAddressIsNamedWithTheCure() {
        String c = "10.0.0.3:8427";
        TestRegistry.withoutUrl(world, c, cluster.join(c));
        RawPeer.dial(world, "ws://" + c + "/10.0.1.6/9000/stock?v=1&id=n2&features=lease,errors");
        ProxyAnswer answer = b.get().call("stock/count", "1", Duration.ofSeconds(5).toNanos(), CallProtocol.WS,
                PeerIdentity.UNPROVED, Map.of()).answer().join();
        assertThat(answer.outcome()).isEqualTo(ProxyAnswer.Outcome.NO_INSTANCE);
        assertThat(answer.message()).isEqualTo("10.0.1.6:9000 of stock cannot be reached through its registry " + c
                + ", which has told the cluster no address: set micro.registry-server.cluster.url there");
        assertThat(answer.mayHaveExecuted()).isFalse();
    }

    @Test
    void theOthersKnowByWhichSchemeAnInstanceIsDialled() {
        RawPeer.dial(world, "ws://" + A + "/10.0.1.7/9000/secure?v=1&id=n3&features=lease&scheme=wss");
        assertThat(b.get().detail("secure", "10.0.1.7:9000").scheme()).isEqualTo("wss");
        assertThat(b.get().detail("payments", "10.0.1.5:9000").scheme()).isEqualTo("ws");
    }

    @Test
    void strangersMayNotForward() {
        RawPeer stranger = RawPeer.dial(world, "ws://" + A + "/s.invalid/1/s?v=1&id=s&features=lease,metadata,errors");
        try (LogCapture audit = new LogCapture("io.microcdi.audit")) {
            assertThat(stranger.ask(1, "/-/forward",
                    "{\"proof\":\"AAAA\",\"namespace\":\"payments\",\"key\":\"10.0.1.5:9000\",\"url\":\"/charge\"}"))
                    .contains("\"status\":403");
            assertThat(audit.messages()).singleElement().asString().startsWith("MICRO001800: Refused (rights): ")
                    .contains("/-/forward is for registries of this cluster");
        }
        assertThat(request()).isEmpty();
    }
}
