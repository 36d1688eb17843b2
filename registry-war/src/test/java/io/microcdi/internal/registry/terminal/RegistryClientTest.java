package io.microcdi.internal.registry.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How long the commands wait for a registry. */
@Timeout(60)
class RegistryClientTest {

    private static RegistryClient client(int port) {
        return new RegistryClient(URI.create("http://127.0.0.1:" + port), Optional.empty(), Duration.ofSeconds(1));
    }

    /** Since JDK 26 the timeout of a request is also that of its body. */
    @Test
    void aStreamMayLastForLongerThanAnAnswerMayTake() {
        assertThat(client(1).streamRequest("/api/events").timeout()).isEmpty();
    }

    @Test
    void anAnswerThatDoesNotBeginIsNotAwaitedForEver() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            RegistryClient client = client(silent.getLocalPort());
            assertThatThrownBy(() -> client.stream("/api/events")).isInstanceOf(CommandException.class)
                    .hasMessageContaining("no answer within 1 s");
            assertThatThrownBy(() -> client.get("/api/status")).isInstanceOf(CommandException.class)
                    .hasMessageContaining("cannot be reached");
        }
    }
}
