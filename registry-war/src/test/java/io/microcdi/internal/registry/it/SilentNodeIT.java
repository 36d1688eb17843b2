package io.microcdi.internal.registry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;

import org.junit.jupiter.api.Test;

import io.microcdi.testing.socket.NodeSocket;

/** The sweep, with the settings that a user has. */
class SilentNodeIT {

    @Test
    void aNodeWithoutHeartbeatIsClosedAndForgotten() throws Exception {
        try (RegistryProcess registry = RegistryProcess.start("-Dmicro.registry-server.sweep-interval=50ms",
                "-Dmicro.registry-server.heartbeat-timeout=500ms");
                NodeSocket node = NodeSocket.connect(registry.port(), "/127.0.0.1/9001/silent")) {
            Http http = new Http(registry.page());
            assertThat(node.closeCode()).isEqualTo(4000);
            http.awaitInstance("127.0.0.1:9001", Objects::isNull);
        }
    }
}
