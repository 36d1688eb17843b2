package io.microcdi.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.microcdi.config.ConfigKeys;
import io.microcdi.internal.link.Link;
import io.microcdi.testing.LogCapture;
import io.microcdi.testing.Loop;
import io.microcdi.testing.Pipe;
import io.microcdi.testing.RawPeer;
import io.microcdi.testing.TestRegistry;
import io.microcdi.testing.World;

/** The memory and log lines that peers can cause at a registry. */
class RegistryBoundsTest {

    private final World world = new World();

    @Test
    void theLinkWithTheMostWatchesIsClosedWhenTheRegistryHoldsTooMuch() {
        TestRegistry.in(world.set(ConfigKeys.MAX_BUFFERED_SIZE, 1 << 20));
        RawPeer modest = peer(1);
        RawPeer greedy = peer(2);
        watch(modest, 100);
        watch(greedy, 850);
        assertThat(greedy.closed()).isEmpty();
        watch(modest, 200);
        assertThat(greedy.closed()).startsWith("1013 ");
        assertThat(modest.closed()).isEmpty();
        watch(peer(3), 700);
        assertThat(modest.closed()).as("the watches of the other link are given back").isEmpty();
    }

    @Test
    void linesAboutInstancesThatComeAndGoAreBoundedAndCounted() {
        TestRegistry.in(world);
        try (LogCapture log = new LogCapture("io.microcdi.registry")) {
            List<RawPeer> peers = IntStream.range(0, 500).mapToObj(this::peer).toList();
            peers.forEach(peer -> peer.close(1000, ""));
            assertThat(log.messages()).hasSize(600);
            world.advance(Duration.ofMinutes(1));
            peer(1);
            assertThat(log.messages()).hasSize(602);
            assertThat(log.messages().get(600)).isEqualTo("MICRO001204: 400 more instances joined or left that were not"
                    + " logged");
            assertThat(log.messages().get(601)).startsWith("MICRO001200: + orders");
        }
    }

    @Test
    void theLongestReportsOfCallsAreBoundedInTotal() {
        TestRegistry registry = TestRegistry.in(world.set(ConfigKeys.MAX_BUFFERED_SIZE, 1 << 20));
        List<RawPeer> peers = IntStream.range(0, 200).mapToObj(this::versioned).toList();
        peers.forEach(peer -> beat(peer, longReport(0)));
        world.advance(Duration.ofSeconds(1));
        assertThat(peers).filteredOn(peer -> !peer.closed().isEmpty()).hasSizeGreaterThan(50)
                .allMatch(peer -> peer.closed().startsWith("1013 "));
        assertThat(registry.get().instances()).as("the others go on").isBetween(80, 150);
    }

    @Test
    void aReportOfCallsTakesThePlaceOfTheOneBefore() {
        TestRegistry.in(world.set(ConfigKeys.MAX_BUFFERED_SIZE, 1 << 20));
        RawPeer peer = versioned(1);
        for (int i = 0; i < 1_000; i++) {
            beat(peer, i % 10 == 0 ? "{}" : longReport(i));
        }
        world.advance(Duration.ofSeconds(1));
        assertThat(peer.closed()).isEmpty();
    }

    /** Its link stays open until its handlers have ended. */
    @Test
    void aNodeThatLeavesIsNotChargedForItsReportOfCalls() {
        TestRegistry registry = TestRegistry.in(world.set(ConfigKeys.MAX_BUFFERED_SIZE, 1 << 20));
        List<RawPeer> peers = IntStream.range(0, 200).mapToObj(this::versioned).toList();
        for (RawPeer peer : peers) {
            beat(peer, longReport(0));
            peer.send("{\"id\":1,\"mode\":0,\"twoway\":false,\"data\":{\"url\":\"/-/leaving\",\"data\":{}}}");
        }
        world.advance(Duration.ofSeconds(1));
        assertThat(registry.get().instances()).isZero();
        assertThat(peers).allMatch(peer -> peer.closed().isEmpty());
    }

    @Test
    void aReportOfCallsCountsForTheLinkThatTheInstanceHasNow() {
        Loop loop = new Loop();
        Link first = Instances.link(new Pipe(loop), "orders", 1);
        Link second = Instances.link(new Pipe(loop), "orders", 1);
        LocalInstance instance = new LocalInstance(first, "orders", 0, Instant.EPOCH);
        CallReport report = CallReport.read(longReport(0), 0);
        instance.report(report);
        assertThat(first.buffered()).isEqualTo(report.bytes()).isGreaterThan(CallReport.MAX_CHARS - 2_500);
        instance.replaceLink(second);
        assertThat(second.buffered()).isEqualTo(report.bytes());
        instance.report(null);
        assertThat(second.buffered()).isZero();
    }

    private static void beat(RawPeer peer, String payload) {
        peer.send(
                "{\"id\":0,\"mode\":0,\"twoway\":false,\"data\":{\"url\":\"/-/heartbeat\",\"data\":" + payload + "}}");
    }

    /** As long as a report may be. */
    private static String longReport(int number) {
        String rows = IntStream.range(0, 20)
                .mapToObj(row -> "{\"namespace\":\"" + "n".repeat(120) + "-" + number + "-" + row
                        + "\",\"count\":1,\"failed\":0,\"p50\":1,\"p99\":1}")
                .collect(Collectors.joining(","));
        return "{\"millis\":10000,\"calls\":[" + rows + "],\"served\":[" + rows + "]}";
    }

    private RawPeer versioned(int number) {
        return RawPeer.dial(world, "ws://" + World.REGISTRY + "/10.0." + number / 250 + "." + number % 250
                + "/9000/orders?v=1&id=n" + number + "&features=path");
    }

    private static void watch(RawPeer peer, int count) {
        for (int i = 0; i < count; i++) {
            peer.ask(i, "/-/watch", "{\"namespace\":\"n" + i + "\"}");
        }
    }

    private RawPeer peer(int number) {
        return RawPeer.dial(world, "ws://" + World.REGISTRY + "/10.0." + number / 250 + "." + number % 250
                + "/9000/orders");
    }
}
