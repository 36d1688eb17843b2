package io.microcdi.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.microcdi.config.ConfigKeys;
import io.microcdi.testing.LogCapture;
import io.microcdi.testing.RawPeer;
import io.microcdi.testing.TestRegistry;
import io.microcdi.testing.World;

/** What peers can make a registry hold and write. */
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
        assertThat(modest.closed()).as("what the other watched is given back").isEmpty();
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
