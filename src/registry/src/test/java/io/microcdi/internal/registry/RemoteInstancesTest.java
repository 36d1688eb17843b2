package io.microcdi.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.microcdi.internal.address.InstanceKey;
import io.microcdi.registry.InstanceView;
import io.microcdi.testing.LogCapture;
import io.microcdi.testing.RawPeer;
import io.microcdi.testing.TestRegistry;
import io.microcdi.testing.World;

/** Messages of another registry while a listener of the events fails: a new snapshot repairs the part. */
class RemoteInstancesTest {

    private static final String OWNER = "10.0.0.9:8427/1";

    private final World world = new World();
    private final MemoryCluster.Participant side = new MemoryCluster(world.loop()).join(World.REGISTRY);
    private final TestRegistry registry = TestRegistry.in(world, World.REGISTRY, side);
    private boolean fails;
    private RawPeer watcher;

    @BeforeEach
    void watch() {
        registry.get().events().listener(event -> {
            if (fails) {
                throw new IllegalStateException("the listener fails");
            }
        });
        watcher = RawPeer.dial(world, "ws://" + World.REGISTRY
                + "/3b241101-e2bb-4255-8caf-4136c566a962.invalid/1/checkout?v=1&id=w");
        watcher.ask(0, "/-/watch", "{\"namespace\":\"payments\"}");
    }

    private static Replication.Entry entry(int port) {
        return new Replication.Entry("payments", InstanceKey.of("10.0.0.5", port, ""),
                new Replication.Standing("lease" + port, "line", 1, 2, 0), 12_345, "\"host\":\"10.0.0.5\"", "",
                true, true, false, Set.of(), "", "");
    }

    private static List<Replication.Entry> entries(int count) {
        return IntStream.range(0, count).mapToObj(i -> entry(9_000 + i)).toList();
    }

    private static String key(int port) {
        return "10.0.0.5:" + port;
    }

    private static Replication.Removal removal(int port) {
        return new Replication.Removal("payments", key(port), "gone");
    }

    private void failing(ThrowingCallable told) {
        fails = true;
        assertThatThrownBy(told).hasMessage("the listener fails");
        fails = false;
    }

    private List<String> found() {
        return registry.get().instances("payments").stream().map(InstanceView::key).toList();
    }

    private String told() {
        world.advance(Duration.ofSeconds(1));
        return String.join("\n", watcher.received());
    }

    @Test
    void theLinesOfARegistryOfAnotherVersionAreBounded() {
        try (LogCapture log = new LogCapture("io.microcdi.registry")) {
            for (int i = 0; i < 100; i++) {
                side.remote().holds(OWNER, "no act\n");
            }
            assertThat(log.messages()).filteredOn(line -> line.startsWith("MICRO001221")).hasSize(60);
        }
    }

    @Test
    void anInstanceThatCouldNotBeShownIsShownWithTheWhole() {
        failing(() -> side.remote().changed(OWNER, entries(2), List.of()));
        side.remote().whole(OWNER, entries(2));
        assertThat(found()).containsExactly(key(9_000), key(9_001));
        assertThat(told()).containsPattern("added\":\\[.*:9000").containsPattern("added\":\\[.*:9001");
        assertThat(registry.get().events().newest(event -> event.type() == EventType.JOINED, 10)).extracting(
                RegistryEvent::key).contains(key(9_000), key(9_001));
        side.remote().changed(OWNER, List.of(), List.of(removal(9_000), removal(9_001)));
        assertThat(registry.get().namespaces()).as("there is no other one behind it").isEmpty();
    }

    /** One that fails must not keep those behind it out. */
    @Test
    void theOthersOfAWholeAreShown() {
        registry.get().events().listener(event -> {
            if (event.key().equals(key(9_001))) {
                throw new IllegalStateException("the listener fails");
            }
        });
        assertThatThrownBy(() -> side.remote().whole(OWNER, entries(4))).hasMessage("the listener fails");
        assertThat(found()).containsExactly(key(9_000), key(9_002), key(9_003));
    }

    @Test
    void anInstanceThatCouldNotBeHiddenIsHiddenWithTheWhole() {
        side.remote().whole(OWNER, entries(2));
        world.advance(Duration.ofSeconds(1));
        failing(() -> side.remote().changed(OWNER, List.of(), List.of(removal(9_000), removal(9_001))));
        side.remote().whole(OWNER, List.of());
        assertThat(found()).isEmpty();
        assertThat(told()).containsPattern("removed\":\\[[^]]*:9000").containsPattern("removed\":\\[[^]]*:9001");
    }

    @Test
    void aRegistryThatIsBackHasItsInstancesAgain() {
        side.remote().whole(OWNER, entries(2));
        side.remote().lost(OWNER);
        failing(() -> side.remote().whole(OWNER, entries(3)));
        side.remote().whole(OWNER, entries(3));
        world.advance(Duration.ofMinutes(1));
        assertThat(found()).containsExactly(key(9_000), key(9_001), key(9_002));
        assertThat(side.remote().orphans()).isEmpty();
    }

    @Test
    void theInstancesOfALostRegistryAllEnd() {
        side.remote().whole(OWNER, entries(3));
        failing(() -> side.remote().lost(OWNER));
        fails = true;
        try {
            world.advance(Duration.ofMinutes(1));
        } catch (IllegalStateException e) {
            assertThat(e).hasMessage("the listener fails");
        }
        assertThat(found()).isEmpty();
    }

    /** A node whose registration fails has no link here: it must not be found, and may come again. */
    @Test
    void aNodeThatCouldNotBeRegisteredIsNotFound() {
        fails = true;
        try {
            RawPeer.dial(world, "ws://" + World.REGISTRY + "/10.0.0.5/9000/payments?v=1&id=a");
        } catch (IllegalStateException e) {
            assertThat(e).hasMessage("the listener fails");
        }
        fails = false;
        assertThat(found()).isEmpty();
    }
}
