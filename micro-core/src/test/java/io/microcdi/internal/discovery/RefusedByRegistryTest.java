package io.microcdi.internal.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.microcdi.error.RegistryUnavailableException;
import io.microcdi.internal.node.ForbiddenHandshakeException;
import io.microcdi.testing.LogCapture;
import io.microcdi.testing.RawPeer;
import io.microcdi.testing.TestNode;
import io.microcdi.testing.World;

/** A node that its registry refuses says why, for as long as that lasts. */
class RefusedByRegistryTest {

    private static final String REGISTRY = "10.0.0.1:8427";

    private final World world = new World().registries(REGISTRY);
    private final TestNode node = world.node("shop", "10.0.0.6:9000");

    @Test
    void aNewReasonIsLoggedAndTheSameOneOnceAMinute() {
        try (LogCapture log = new LogCapture("io.microcdi.discovery")) {
            refuse("the first reason");
            node.start();
            world.advance(Duration.ofSeconds(30));
            assertThat(log.messages()).singleElement().asString().startsWith("MICRO001302: ")
                    .contains("(the first reason)");
            refuse("another\nreason");
            world.advance(Duration.ofSeconds(10));
            assertThat(log.messages()).hasSize(2).last().asString().contains("(another?reason)");
            world.advance(Duration.ofMinutes(2));
            assertThat(log.messages()).as("and each minute again").hasSize(3 + 1)
                    .filteredOn(line -> line.contains("another?reason")).hasSize(3);
        }
    }

    @Test
    void reasonsThatTakeTurnsFillNoLog() {
        int[] count = new int[1];
        world.network().refuse(REGISTRY, () -> new IOException("reason " + count[0]++));
        try (LogCapture log = new LogCapture("io.microcdi.discovery")) {
            node.start();
            world.advance(Duration.ofSeconds(55));
            assertThat(count[0]).as("attempts").isGreaterThan(10);
            assertThat(log.messages()).hasSize(5);
        }
    }

    /** The whole text is longer than an excerpt, and its end is what the operator of the registry must compare. */
    @Test
    void aForbiddenHandshakeIsToldWithWhatTheNodeHasAnnounced() {
        String text = "answered the handshake with HTTP status 403: " + "x".repeat(150);
        world.network().refuse(REGISTRY, () -> new ForbiddenHandshakeException(text, new IOException("refused")));
        try (LogCapture log = new LogCapture("io.microcdi.discovery")) {
            node.start();
            assertThat(log.messages()).singleElement().asString().contains("(" + text
                    + ". This node announced 10.0.0.6:9000 and the namespace shop). The node keeps dialling it");
        }
    }

    @Test
    void aCallerIsToldTheLastReason() {
        refuse("the first reason");
        node.start();
        refuse("another\nreason");
        world.advance(Duration.ofSeconds(10));
        assertThatThrownBy(node.call("payments", "/who")::join).isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining("none is connected of [ws://" + REGISTRY)
                .hasMessageContaining("(another?reason)]");
    }

    @Test
    void aCallerIsToldWhyTheRegistryClosedTheLink() {
        RawPeer registry = RawPeer.listen(world, REGISTRY);
        node.start();
        registry.send("{\"id\":0,\"mode\":0,\"twoway\":false,\"data\":{\"url\":\"/-/hello\",\"data\":"
                + "{\"v\":1,\"id\":\"r\",\"features\":[\"path\",\"watch\"]}}}");
        world.network().hang(REGISTRY);
        registry.close(1008, "the token has ended");
        assertThatThrownBy(node.call("payments", "/who")::join).isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining("(closed with 1008 the token has ended)]");
    }

    private void refuse(String reason) {
        world.network().refuse(REGISTRY, () -> new IOException(reason));
    }
}
