package io.microcdi.internal.registry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.microcdi.testing.socket.RawSocket;

/** A thousand nodes whose TCP connections end without a close frame, as those of killed processes do. */
class EndedConnectionsIT {

    private static final int NODES = 1_000;
    private static final int FIRST_PORT = 20_000;
    private static final Duration REGISTERED_WITHIN = Duration.ofSeconds(60);
    /** It takes less than a second on a machine that does nothing else. Nothing but the end of a connection removes a node here. */
    private static final Duration GONE_WITHIN = Duration.ofSeconds(60);

    /** How a connection ends. */
    enum End {
        FIN {
            @Override
            void end(RawSocket node) throws IOException {
                node.close();
            }
        },
        RESET {
            @Override
            void end(RawSocket node) throws IOException {
                node.reset();
            }
        };

        abstract void end(RawSocket node) throws IOException;
    }

    @ParameterizedTest
    @EnumSource(End.class)
    void nodesAreForgottenWhenTheirConnectionsEnd(End end) throws Exception {
        List<RawSocket> nodes = new ArrayList<>();
        // these nodes send no heartbeats and answer no pings, and the last may come long after the first
        try (RegistryProcess registry = RegistryProcess.start("-Dmicro.server.handshakes-per-second=100000",
                "-Dmicro.registry-server.heartbeat-timeout=1h", "-Dmicro.ping-interval=10m")) {
            Http http = new Http(registry.page());
            for (int i = 0; i < NODES; i++) {
                nodes.add(RawSocket.handshake(registry.port(), "/127.0.0.1/" + (FIRST_PORT + i) + "/ns" + i % 10, ""));
            }
            Set<String> registered = http.awaitKeys(keys -> keys.size() == NODES, REGISTERED_WITHIN);
            assertThat(registered).as("registered nodes before").hasSize(NODES);

            for (RawSocket node : nodes) {
                end.end(node);
            }
            long ended = System.nanoTime();
            Set<String> left = http.awaitKeys(Set::isEmpty, GONE_WITHIN);
            System.out.printf("%s: %d of %d nodes still listed after %.1f s%n", end, left.size(), NODES,
                    (System.nanoTime() - ended) / 1e9);
            assertThat(left).as("nodes still listed a minute after their connections ended").isEmpty();
        } finally {
            for (RawSocket node : nodes) {
                node.close();
            }
        }
    }
}
