package io.microcdi.internal.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.microcdi.NodeListener;
import io.microcdi.testing.LogCapture;
import io.microcdi.testing.TestNode;
import io.microcdi.testing.World;

/** How the application's listeners hear of the registries. */
class NodeEventsTest {

    private static final URI REGISTRY = URI.create("ws://10.0.0.1:8427");

    private final NodeEvents events = new NodeEvents();

    /** Peers decide how often links open. */
    @Test
    void aListenerThatThrowsIsLoggedOnceASecond() {
        events.add(new NodeListener() {
            @Override
            public void registryJoined(URI registry) {
                throw new IllegalStateException("expected by this test");
            }
        });
        World world = new World();
        TestNode node = world.node("shop", "10.0.0.6:9000");
        events.connect(node.node(), node.caller());
        try (LogCapture log = new LogCapture("io.microcdi.standalone")) {
            for (int i = 0; i < 100; i++) {
                events.joined(REGISTRY);
            }
            assertThat(log.messages()).singleElement().asString().contains(" 0 such failures");
            world.advance(Duration.ofSeconds(1));
            events.joined(REGISTRY);
            assertThat(log.messages()).hasSize(2).last().asString().contains(" 99 such failures");
            assertThat(log.failures()).hasSize(2);
        }
    }

    /** As a class that is missing, which is an error. The node would never be ready. */
    @Test
    void aListenerThatThrowsAnErrorKeepsNothingFromTheOthersAndTheNode() {
        List<URI> heard = new ArrayList<>();
        events.add(new NodeListener() {
            @Override
            public void registryJoined(URI registry) {
                throw new NoClassDefFoundError("expected by this test");
            }
        });
        events.add(new NodeListener() {
            @Override
            public void registryJoined(URI registry) {
                heard.add(registry);
            }
        });
        try (LogCapture log = new LogCapture("io.microcdi.standalone")) {
            assertThatCode(() -> events.joined(REGISTRY)).doesNotThrowAnyException();
            assertThat(log.failures()).hasSize(1);
        }
        assertThat(heard).containsExactly(REGISTRY);
        assertThat(events.isReady()).isTrue();
    }
}
