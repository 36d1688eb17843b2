package io.microcdi.internal.registry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Start, end and mistakes of {@code java -jar registry.war}. */
class CommandLineIT {

    @Test
    void startsSoonAndEndsCleanly(@TempDir Path temporary) throws Exception {
        try (RegistryProcess registry = RegistryProcess.start("-Djava.io.tmpdir=" + temporary)) {
            System.out.printf("registry.war was up after %.1f s%n", registry.secondsToStart());
            assertThat(registry.secondsToStart()).isLessThan(60);
            assertThat(entries(temporary)).hasSize(1);
            assertThat(registry.terminate()).isZero();
            assertThat(entries(temporary)).as("the unpacked files").isEmpty();
            assertThat(registry.errors()).doesNotContain("Exception").doesNotContain("WARN");
        }
    }

    @Test
    void filesOfAKilledProcessAreDeletedByTheNextOne(@TempDir Path temporary) throws Exception {
        String option = "-Djava.io.tmpdir=" + temporary;
        try (RegistryProcess killed = RegistryProcess.start(option)) {
            killed.kill();
        }
        Path left = entries(temporary).get(0);
        Files.setLastModifiedTime(left, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
        try (RegistryProcess running = RegistryProcess.start(option)) {
            Path own = entries(temporary).get(0);
            assertThat(entries(temporary)).containsExactly(own).doesNotContain(left);
            Files.setLastModifiedTime(own, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
            try (RegistryProcess another = RegistryProcess.start(option)) {
                assertThat(entries(temporary)).as("that of one that runs").contains(own).hasSize(2);
                assertThat(another.port()).isNotEqualTo(running.port());
            }
        }
    }

    @Test
    void helps() throws Exception {
        RegistryProcess.Ended ended = RegistryProcess.run(Map.of(), List.of(), "--help");
        assertThat(ended.status()).isZero();
        assertThat(ended.output()).startsWith("Usage: java -jar registry.war [--port N] [--host H]");
    }

    @Test
    void aPortInUse() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(other.getLocalPort());
            RegistryProcess.Ended ended = RegistryProcess.run(Map.of(), List.of(), "--port", port, "--host",
                    "127.0.0.1");
            assertThat(ended.status()).isEqualTo(1);
            assertThat(ended.errors()).contains("cannot listen on port " + port + " on 127.0.0.1").contains("--port N")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void aWrongArgument() throws Exception {
        RegistryProcess.Ended ended = RegistryProcess.run(Map.of(), List.of(), "--port", "soon");
        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.errors()).contains("--port soon: expected a whole number from 0 to 65535");
    }

    @Test
    void aHostThatIsNotHere() throws Exception {
        RegistryProcess.Ended ended = RegistryProcess.run(Map.of(), List.of(), "--host", "no-such-host.invalid");
        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.errors()).contains("--host no-such-host.invalid: not known here");
    }

    @Test
    void aWrongSetting() throws Exception {
        RegistryProcess.Ended ended = RegistryProcess.run(Map.of(),
                List.of("-Dmicro.registry-server.heartbeat-timeout=soon"), "--port", "0", "--host", "127.0.0.1");
        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.errors()).contains("micro.registry-server.heartbeat-timeout=soon: expected a duration");
    }

    /** Each with a text that is no port, so that it is seen who was asked and nobody has to listen. */
    @Test
    void thePortIsReadFromPropertyEnvironmentAndAlias() throws Exception {
        Map<String, String> alias = Map.of("IOCORE_MICRO_WEBSOCKET_REGISTRY_PORT", "alias");
        Map<String, String> both = Map.of("IOCORE_MICRO_WEBSOCKET_REGISTRY_PORT", "1", "MICRO_REGISTRY_SERVER_PORT",
                "environment");
        assertThat(RegistryProcess.run(alias, List.of()).errors()).contains("micro.registry-server.port=alias");
        assertThat(RegistryProcess.run(both, List.of()).errors()).contains("micro.registry-server.port=environment");
        assertThat(RegistryProcess.run(both, List.of("-Dmicro.registry-server.port=property")).errors())
                .contains("micro.registry-server.port=property");
    }

    private static List<Path> entries(Path directory) throws Exception {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith("microcdi-registry-")).toList();
        }
    }
}
