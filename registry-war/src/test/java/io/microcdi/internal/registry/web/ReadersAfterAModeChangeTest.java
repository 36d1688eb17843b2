package io.microcdi.internal.registry.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.registry.EngineRegistry;
import io.microcdi.internal.security.PeerIdentity;
import io.microcdi.testing.support.Await;

/** A stream of events goes on only as long as a new request of its reader would be admitted. */
@Timeout(60)
class ReadersAfterAModeChangeTest {

    @TempDir
    private Path directory;

    @Test
    void aReaderWithoutProofReadsNoMoreWhenProofsAreRequired() throws IOException {
        Path mode = Files.writeString(directory.resolve("mode"), "permissive");
        EngineRegistry registry = EngineRegistry.inServer(
                MicroConfig.defaults().with(ConfigKeys.SECURITY_MODE_FILE, mode.toString())
                        .with(ConfigKeys.SECURITY_SECRET, List.of("the secret of all nodes")),
                Executors.defaultThreadFactory(), () -> null);
        registry.start();
        try {
            EventStreams streams = new EventStreams(registry, new ApiJson(registry, registry.timer().now()),
                    principal -> true, 10, 10);
            PeerIdentity stranger = PeerIdentity.UNPROVED.from("192.0.2.7");
            PeerIdentity here = PeerIdentity.UNPROVED.from("127.0.0.1");
            assertThat(streams.mayRead(stranger)).isTrue();
            Files.writeString(mode, "auto");
            Await.until("the stranger reads no more", Duration.ofSeconds(20), () -> !streams.mayRead(stranger));
            assertThat(streams.mayRead(here)).isTrue();
            Files.writeString(mode, "required");
            Await.until("nobody without a proof reads", Duration.ofSeconds(20), () -> !streams.mayRead(here));
        } finally {
            registry.stop();
        }
    }
}
