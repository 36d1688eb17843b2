package io.microcdi.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.registry.RegistryKeys;
import io.microcdi.testing.FailingLog;
import io.microcdi.testing.LogCapture;
import io.microcdi.testing.RawPeer;
import io.microcdi.testing.TestRegistry;
import io.microcdi.testing.World;

/** Which silent instances a registry takes out, and when it waits because it may be at fault itself. */
class EvictionsTest {

    /** Silent instances are found by the sweep after the heartbeat timeout of 20 s. */
    private static final Duration SILENT = Duration.ofSeconds(22);
    private static final Duration DELAY = Duration.ofSeconds(60);

    private final World world = new World();
    private final List<RawPeer> peers = new ArrayList<>();
    private TestRegistry registry = TestRegistry.in(world);

    @ParameterizedTest
    @ValueSource(longs = { 25, 60, 7_200 })
    void aRegistryThatWasAsleepEvictsNobody(long seconds) {
        join(20);
        try (LogCapture log = new LogCapture("io.microcdi.registry")) {
            world.timer().skip(Duration.ofSeconds(seconds));
            world.advance(Duration.ofSeconds(1));
            assertThat(registry.keys("payments")).hasSize(20);
            assertThat(log.messages()).filteredOn(line -> line.contains("MICRO001210")).singleElement().asString()
                    .contains("restarted the leases of all 20 instances");
        }
        beatFor(Duration.ofSeconds(60), 20);
        assertThat(registry.keys("payments")).as("later").hasSize(20);
    }

    /** A sweep sees a sleep by how late it comes, not by how long ago the last one was. */
    @Test
    void aRegistryThatSweepsSeldomAndWasAsleepEvictsNobody() {
        registry.stop();
        registry = TestRegistry.in(world.set(RegistryKeys.SWEEP_INTERVAL, Duration.ofSeconds(10)));
        join(3);
        world.timer().skip(Duration.ofSeconds(25));
        world.advance(Duration.ofSeconds(11));
        assertThat(registry.keys("payments")).hasSize(3);
    }

    /** Then the registry itself is at fault, as a server whose threads are all busy, and the instances are alive. */
    @Test
    void aRegistryThatReadsFromNobodyKeepsFewInstancesForAMinute() {
        join(3);
        peers.forEach(peer -> peer.pipe().dialler().freeze());
        world.advance(SILENT.plusSeconds(30));
        assertThat(registry.keys("payments")).hasSize(3);
        peers.forEach(peer -> peer.pipe().dialler().thaw());
        world.advance(Duration.ofSeconds(18));
        assertThat(registry.keys("payments")).as("their leases begin anew").hasSize(3);
        beatFor(Duration.ofSeconds(60), 3);
        assertThat(registry.keys("payments")).hasSize(3);
    }

    @Test
    void instancesFromWhichNothingIsReadForAMinuteAreTakenOut() {
        join(3);
        peers.forEach(peer -> peer.pipe().dialler().freeze());
        world.advance(SILENT.plus(DELAY).plusSeconds(2));
        assertThat(registry.keys("payments")).isEmpty();
    }

    /** The lines come after the work, and their failure ends no sweep. */
    @Test
    void aLogThatFailsKeepsNoInstanceThatHasGone() {
        join(20);
        try (FailingLog log = new FailingLog("io.microcdi.registry")) {
            beatFor(SILENT, 17);
            assertThat(registry.keys("payments")).as("3 of 20 in one sweep").hasSize(17);
            world.timer().skip(Duration.ofSeconds(60));
            world.advance(Duration.ofSeconds(1));
            assertThat(registry.keys("payments")).as("their leases begin anew").hasSize(17);
            world.advance(SILENT.plus(DELAY).plusSeconds(2));
            assertThat(registry.keys("payments")).isEmpty();
            assertThat(log.lines()).isPositive();
        }
    }

    @Test
    void allLeasesBeginAnewAfterASleep() {
        join(20);
        world.timer().skip(Duration.ofSeconds(25));
        world.advance(Duration.ofSeconds(19));
        assertThat(registry.keys("payments")).as("no sooner than 20 s after the sleep").hasSize(20);
    }

    @ParameterizedTest
    @ValueSource(longs = { 2, -2 })
    void aClockThatIsMovedEvictsNobody(long hours) {
        join(20);
        world.timer().moveClock(Duration.ofHours(hours));
        beatFor(Duration.ofSeconds(60), 20);
        assertThat(registry.keys("payments")).hasSize(20);
        assertThat(peers).allSatisfy(peer -> assertThat(peer.closed()).isEmpty());
    }

    @Test
    void fewSilentInstancesAreEvictedAtOnce() {
        join(20);
        beatFor(SILENT, 17);
        assertThat(registry.keys("payments")).as("3 of 20 are 15 %").hasSize(17);
    }

    @Test
    void manySilentInstancesAreEvictedAfterAMinuteOnly() {
        join(20);
        try (LogCapture log = new LogCapture("io.microcdi.registry")) {
            beatFor(SILENT, 16);
            assertThat(registry.keys("payments")).as("4 of 20 are 20 %").hasSize(20);
            assertThat(log.messages()).filteredOn(line -> line.contains("MICRO001211")).singleElement().asString()
                    .contains("4 of 20 instances", "60 s", "micro.registry-server.max-evicted-percent");
            beatFor(DELAY.minusSeconds(4), 16);
            assertThat(registry.keys("payments")).as("before the minute is over").hasSize(20);
            beatFor(Duration.ofSeconds(4), 16);
            assertThat(registry.keys("payments")).as("after the minute").hasSize(16);
            assertThat(log.messages()).filteredOn(line -> line.contains("MICRO001212")).hasSize(1);
        }
        assertThat(peers.get(19).closed()).isEqualTo("4000 heartbeat lost");
    }

    /** A frozen peer answers no ping either: the check of the link itself must not close it before the minute is over. */
    @Test
    void instancesBehindABrokenNetworkAreKeptForAMinute() {
        join(20);
        peers.subList(10, 20).forEach(peer -> peer.pipe().dialler().freeze());
        beatFor(SILENT.plusSeconds(50), 10);
        assertThat(registry.keys("payments")).hasSize(20);
    }

    @Test
    void instancesThatAreHeardAgainStay() {
        join(20);
        try (LogCapture log = new LogCapture("io.microcdi.registry")) {
            beatFor(SILENT.plusSeconds(8), 10);
            assertThat(registry.keys("payments")).hasSize(20);
            beatFor(DELAY.multipliedBy(2), 20);
            assertThat(registry.keys("payments")).hasSize(20);
            assertThat(log.messages()).filteredOn(line -> line.contains("MICRO001213")).hasSize(1);
        }
    }

    /** Each time a few, but too many together. */
    @Test
    void instancesThatFallSilentOneAfterTheOtherCountTogether() {
        join(20);
        beatFor(Duration.ofSeconds(10), 17);
        beatFor(SILENT.minusSeconds(10), 15);
        assertThat(registry.keys("payments")).as("3 of 20 are gone").hasSize(17);
        beatFor(Duration.ofSeconds(10), 15);
        assertThat(registry.keys("payments")).as("2 more would be 25 % in one window").hasSize(17);
    }

    @Test
    void closedLinksAreEvidence() {
        join(20);
        peers.subList(10, 20).forEach(peer -> peer.pipe().cut());
        assertThat(registry.keys("payments")).hasSize(10);
        beatFor(SILENT, 9);
        assertThat(registry.keys("payments")).as("one of ten is silent").hasSize(9);
    }

    @Test
    void ofFewerThanTenAllAreEvictedAtOnce() {
        join(9);
        beatFor(SILENT, 0);
        assertThat(registry.keys("payments")).isEmpty();
    }

    /** The sweep has found it silent before, and would close its new link. */
    @Test
    void aNodeThatComesBackWhileOthersAreEvictedStays() {
        List<RawPeer> back = new ArrayList<>();
        for (int port : List.of(9_000, 9_001)) {
            peers.add(leased(port));
        }
        for (int i = 0; i < 2; i++) {
            int other = 1 - i;
            peers.get(i).onClosed(() -> {
                if (back.isEmpty()) {
                    RawPeer again = leased(9_000 + other);
                    back.add(again);
                    // behind the hello
                    world.loop().execute(() -> world.loop().execute(() -> again.send(Leases.proof(
                            Leases.told(peers.get(other)), Leases.nonce(again), "10.0.0.5:" + (9_000 + other)))));
                }
            });
        }
        beatFor(SILENT, 0);
        assertThat(back.get(0).closed()).isEmpty();
        assertThat(registry.keys("payments")).hasSize(1);
        assertThat(registry.get().figures().evictions()).isEqualTo(1);
    }

    private RawPeer leased(int port) {
        return RawPeer.dial(world,
                "ws://" + World.REGISTRY + "/10.0.0.5/" + port + "/payments?v=1&id=n" + port + "&features=lease");
    }

    @Test
    void shareAndDelayAreKeys() {
        registry.stop();
        registry = TestRegistry.in(world.set(RegistryKeys.MAX_EVICTED_PERCENT, 50)
                .set(RegistryKeys.MAX_EVICTION_DELAY, Duration.ofSeconds(5)));
        join(20);
        beatFor(SILENT, 10);
        assertThat(registry.keys("payments")).as("50 %").hasSize(10);
        beatFor(SILENT, 3);
        assertThat(registry.keys("payments")).as("70 %").hasSize(10);
        beatFor(Duration.ofSeconds(6), 3);
        assertThat(registry.keys("payments")).hasSize(3);
    }

    private void join(int count) {
        for (int i = 0; i < count; i++) {
            peers.add(RawPeer.dial(world, "ws://" + World.REGISTRY + "/10.0.0.5/" + (9_000 + i) + "/payments"));
        }
    }

    /** Lets time pass; the first peers send a heartbeat each second. */
    private void beatFor(Duration time, int alive) {
        for (long second = 0; second < time.toSeconds(); second++) {
            for (RawPeer peer : peers.subList(0, alive)) {
                peer.send("{\"id\":" + second
                        + ",\"mode\":0,\"twoway\":false,\"data\":{\"url\":\"/-/heartbeat\",\"data\":{}}}");
            }
            world.advance(Duration.ofSeconds(1));
        }
    }
}
