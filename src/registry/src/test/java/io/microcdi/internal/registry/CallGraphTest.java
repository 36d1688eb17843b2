package io.microcdi.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.config.ConfigKeys;
import io.microcdi.error.RouteException;
import io.microcdi.internal.security.NamespaceGlobs;
import io.microcdi.testing.RawPeer;
import io.microcdi.testing.TestNode;
import io.microcdi.testing.TestRegistry;
import io.microcdi.testing.World;

/** Nodes report their calls with their heartbeats, and the registry tells who calls whom. */
class CallGraphTest {

    private static final String EXTRAS = "?v=1&id=a&features=path";

    private final World world = new World();
    private final TestRegistry registry = TestRegistry.in(world);

    private List<CallEdge> edges() {
        return registry.get().calls().edges();
    }

    private CallEdge edge(String from, String to) {
        return edges().stream().filter(edge -> edge.from().equals(from) && edge.to().equals(to)).findFirst()
                .orElseThrow(() -> new AssertionError(from + " to " + to + " is not in " + edges()));
    }

    private TestNode payments() {
        TestNode node = world.node("payments", "10.0.1.1:9000");
        node.route("/charge", context -> "ok");
        node.route("/broken", context -> {
            throw new RouteException(503, "broken");
        });
        node.route("/sold-out", context -> {
            throw new RouteException(409, "sold out");
        });
        return node.start();
    }

    private RawPeer peer(String path) {
        return RawPeer.dial(world, "ws://" + World.REGISTRY + "/" + path);
    }

    private static void beat(RawPeer peer, String payload) {
        peer.send(
                "{\"id\":0,\"mode\":0,\"twoway\":false,\"data\":{\"url\":\"/-/heartbeat\",\"data\":" + payload + "}}");
    }

    private static String report(String member, String namespace, int count) {
        return "{\"millis\":10000,\"" + member + "\":[{\"namespace\":\"" + namespace + "\",\"count\":" + count
                + ",\"failed\":1,\"p50\":2000,\"p99\":9000}]}";
    }

    private void call(TestNode from, String url, int times) {
        for (int i = 0; i < times; i++) {
            from.call("payments", url);
            world.advance(Duration.ofMillis(10));
        }
    }

    @Test
    void theRateThatIsMadeIsShown() {
        payments();
        TestNode checkout = world.node("checkout", "10.0.1.2:9000").start();
        world.advance(Duration.ofSeconds(11));
        for (int second = 0; second < 20; second++) {
            call(checkout, "/charge", 8);
            call(checkout, "/broken", 1);
            call(checkout, "/sold-out", 1);
            world.advance(Duration.ofMillis(900));
        }
        CallEdge edge = edge("checkout", "payments");
        assertThat(edge.byCaller()).isTrue();
        assertThat(edge.calls().rate()).isCloseTo(10, within(0.6));
        assertThat(edge.calls().failed()).as("409 is an answer").isCloseTo(0.1, within(0.01));
        assertThat(edges()).as("the report of the called instance is not counted twice").hasSize(1);
    }

    @Test
    void withoutAReportOfTheCallerThatOfTheCalledCounts() {
        payments();
        world.set(ConfigKeys.REPORT_CALLS, false);
        TestNode checkout = world.node("checkout", "10.0.1.2:9000").start();
        world.advance(Duration.ofSeconds(11));
        for (int second = 0; second < 20; second++) {
            call(checkout, "/charge", 5);
            world.advance(Duration.ofMillis(950));
        }
        CallEdge edge = edge("checkout", "payments");
        assertThat(edge.byCaller()).isFalse();
        assertThat(edge.calls().rate()).isCloseTo(5, within(0.5));
    }

    @Test
    void aCallToANamespaceWithoutInstancesFails() {
        TestNode checkout = world.node("checkout", "10.0.1.2:9000").start();
        world.advance(Duration.ofSeconds(1));
        checkout.call("payments", "/charge", Duration.ofMillis(500));
        world.advance(Duration.ofSeconds(11));
        assertThat(edge("checkout", "payments").calls().failed()).isEqualTo(1);
    }

    /** As the table of the wire specification says. */
    @Test
    void ownRoutesAndPushesAreNoCalls() {
        TestNode payments = payments();
        TestNode checkout = world.node("checkout", "10.0.1.2:9000");
        checkout.route("/told", context -> "ok");
        checkout.start();
        world.advance(Duration.ofSeconds(1));
        call(checkout, "/charge", 1);
        call(checkout, "/-/none", 1);
        checkout.caller().peer(checkout.node().link("payments", payments.find())).request("/-/none", null,
                Object.class);
        checkout.caller().self().push("/told", null);
        world.advance(Duration.ofSeconds(11));
        assertThat(edge("checkout", "payments").calls().rate()).isCloseTo(0.1, within(0.02));
        assertThat(edge("checkout", "checkout").byCaller()).as("the push is counted where it is served").isFalse();
    }

    @Test
    void aReportIsForgottenWithItsInstanceAndWhenItIsOld() {
        RawPeer peer = peer("10.0.0.5/9000/checkout" + EXTRAS);
        beat(peer, report("calls", "payments", 100));
        assertThat(edge("checkout", "payments").calls().rate()).isEqualTo(10);
        peer.close(1001, "leaving");
        world.advance(Duration.ofSeconds(1));
        assertThat(edges()).isEmpty();
        RawPeer other = peer("10.0.0.6/9000/checkout" + EXTRAS);
        beat(other, report("calls", "payments", 100));
        world.advance(Duration.ofSeconds(1));
        assertThat(edges()).hasSize(1);
        beat(other, "{}");
        world.advance(Duration.ofSeconds(1));
        assertThat(edges()).as("a node without calls reports none").isEmpty();
    }

    @Test
    void reportsOfSeveralInstancesAreSummed() {
        beat(peer("10.0.0.5/9000/checkout" + EXTRAS), report("calls", "payments", 100));
        beat(peer("10.0.0.6/9000/checkout" + EXTRAS.replace("=a", "=b")),
                report("calls", "payments", 300).replace("2000", "6000").replace("9000", "90000"));
        CallNumbers calls = edge("checkout", "payments").calls();
        assertThat(calls.rate()).isEqualTo(40);
        assertThat(calls.failed()).isCloseTo(2 / 400.0, within(1e-6));
        assertThat(calls.p50()).isCloseTo(5, within(1e-5));
        assertThat(calls.p99()).isCloseTo(90, within(1e-5));
    }

    /** The namespace of one end is that of the link: nobody reports in the name of another. */
    @Test
    void aNodeReportsForItselfOnly() {
        beat(peer("10.0.0.5/9000/checkout" + EXTRAS), "{\"namespace\":\"admin\",\"from\":\"admin\","
                + report("served", "payments", 100).substring(1));
        assertThat(edges()).hasSize(1);
        assertThat(edge("payments", "checkout").byCaller()).isFalse();
    }

    @Test
    void aPeerWithoutAVersionOrARegistrationReportsNothing() {
        beat(peer("10.0.0.5/9000/checkout"), report("calls", "payments", 100));
        beat(peer("abc.invalid/1/abc" + EXTRAS), report("calls", "payments", 100));
        assertThat(edges()).isEmpty();
    }

    @Test
    void aReportInAnotherFormIsIgnoredAndTheHeartbeatCounts() {
        RawPeer peer = peer("10.0.0.5/9000/checkout" + EXTRAS);
        for (int second = 0; second < 60; second++) {
            beat(peer, "{\"calls\":[{\"namespace\":\"<b>\"}]}");
            world.advance(Duration.ofSeconds(1));
        }
        assertThat(registry.keys("checkout")).hasSize(1);
        assertThat(edges()).isEmpty();
    }

    @Test
    void pairsWithoutEndAreSummed() {
        for (int i = 0; i < 600; i++) {
            StringBuilder rows = new StringBuilder();
            for (int row = 0; row < 20; row++) {
                rows.append(row == 0 ? "" : ",").append("{\"namespace\":\"x").append(i).append('-').append(row)
                        .append("\",\"count\":10,\"failed\":0,\"p50\":1,\"p99\":1}");
            }
            beat(peer("10.0." + i / 250 + "." + i % 250 + "/9000/checkout" + EXTRAS.replace("=a", "=i" + i)),
                    "{\"millis\":1000,\"calls\":[" + rows + "]}");
        }
        assertThat(edges()).hasSizeLessThanOrEqualTo(10_001);
        assertThat(edges().stream().mapToDouble(edge -> edge.calls().rate()).sum()).isCloseTo(120_000, within(1.0));
    }

    /** Another registry of a cluster may be of another version, or have a fault. */
    @ParameterizedTest
    @ValueSource(strings = { "", "\n\n", "a", "a b", "a b true", "a b true 1 1 1", "a b true 1 1 1 x",
            "a b true NaN 0 0 0",
            "a b true Infinity 0 0 0", "a b true -1 0 0 0", "a b true 1e300 0 0 0", "<b> b true 1 0 1 1",
            "a ../b true 1 0 1 1", "a b true 1 0 1 1 1", "{\"edges\":[]}" })
    void aTextOfAnotherRegistryInAnotherFormIsIgnored(String text) {
        registry.get().calls().remote("r2/1", text);
        assertThat(edges()).isEmpty();
    }

    @Test
    void theSumsOfAnotherRegistryAreAddedAndAge() {
        beat(peer("10.0.0.5/9000/checkout" + EXTRAS), report("calls", "payments", 100));
        registry.get().calls().remote("r2/1", registry.get().calls().toText() + "broken line\na b false 1.5 0 1 1\n");
        assertThat(edge("checkout", "payments").calls().rate()).isEqualTo(20);
        assertThat(edge("a", "b").byCaller()).isFalse();
        world.advance(Duration.ofSeconds(31));
        assertThat(edges()).isEmpty();
    }

    /** As while nodes are upgraded one after the other. */
    @Test
    void oneCallerThatReportsHidesNotWhatTheCalledReport() {
        beat(peer("10.0.0.5/9000/checkout" + EXTRAS), report("calls", "payments", 10));
        beat(peer("10.0.0.6/9000/payments" + EXTRAS), report("served", "checkout", 500));
        assertThat(edges()).hasSize(1);
        assertThat(edge("checkout", "payments").calls().rate()).isEqualTo(50);
        assertThat(edge("checkout", "payments").byCaller()).isFalse();
        assertThat(registry.get().calls().toText().lines()).as("others may have more of either side").hasSize(2);
    }

    /** Both ends count at other moments: the side does not change to and fro. */
    @Test
    void whereBothReportTheSameTheCallerCounts() {
        beat(peer("10.0.0.5/9000/checkout" + EXTRAS), report("calls", "payments", 100));
        beat(peer("10.0.0.6/9000/payments" + EXTRAS), report("served", "checkout", 110));
        assertThat(edges()).hasSize(1);
        assertThat(edge("checkout", "payments").byCaller()).isTrue();
        assertThat(registry.get().calls().toText().lines()).as("a pair takes one line").hasSize(1);
    }

    @Test
    void aRegistryThatStopsForgetsWhatOthersHaveTold() {
        String host = "10.0.0.2:8427";
        Registry member = TestRegistry.in(world, host, new MemoryCluster(world.loop()).join(host)).get();
        member.calls().remote("r2/1", "a b false 1.5 0 1 1\n");
        assertThat(member.calls().edges()).hasSize(1);
        member.stop();
        world.advance(Duration.ofSeconds(1));
        assertThat(member.calls().edges()).isEmpty();
    }

    @Test
    void sumsAreVisibleToReadersOfAllNamespaces() {
        CallNumbers numbers = new CallNumbers(1, 0, 1, 1);
        List<CallEdge> sums = List.of(new CallEdge("*", "*", numbers, true), new CallEdge("a", "*", numbers, true));
        assertThat(CallGraph.visible(sums, NamespaceGlobs.ALL::contains)).hasSize(2);
        assertThat(CallGraph.visible(sums, NamespaceGlobs.of(List.of("a*"))::contains)).containsExactly(sums.get(1));
        assertThat(CallGraph.visible(sums, NamespaceGlobs.of(List.of("b"))::contains)).isEmpty();
    }

    @Test
    void onlyPairsWhoseEndsMayBothBeSeenAreTold() {
        beat(peer("10.0.0.5/9000/checkout" + EXTRAS), report("calls", "payments", 100));
        assertThat(CallGraph.visible(edges(), name -> true)).hasSize(1);
        assertThat(CallGraph.visible(edges(), "checkout"::equals)).isEmpty();
        assertThat(CallGraph.visible(edges(), "payments"::equals)).isEmpty();
    }

    /** A Node.js peer, and a registry that takes no reports, get the heartbeat of always. */
    @Test
    void aNodeThatDoesNotReportSendsTheHeartbeatOfAlways() {
        world.set(ConfigKeys.REPORT_CALLS, false);
        payments();
        TestNode checkout = world.node("checkout", "10.0.1.2:9000").start();
        world.advance(Duration.ofSeconds(1));
        call(checkout, "/charge", 5);
        world.advance(Duration.ofSeconds(20));
        assertThat(edges()).isEmpty();
    }
}
