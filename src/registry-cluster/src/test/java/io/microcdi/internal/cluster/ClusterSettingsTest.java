package io.microcdi.internal.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.microcdi.config.ConfigException;

/** A refusal names the key, the value and the cure. */
class ClusterSettingsTest {

    private static ClusterSettings read(Map<String, String> settings) {
        return ClusterSettings.of(Member.config(settings));
    }

    @Test
    void severalRegistriesOfOneMachineTakeDifferentPorts() {
        ClusterSettings settings = read(Map.of("members", "127.0.0.1:7800, 127.0.0.1:7810"));
        assertThat(settings.own()).extracting(java.net.InetSocketAddress::getPort).containsExactly(7800, 7810);
        assertThat(read(Map.of("members", "127.0.0.1")).own().get(0).getPort()).isEqualTo(7800);
        assertThat(read(Map.of("members", "dns:localhost:9", "host", "127.0.0.1")).own().get(0).getPort()).isEqualTo(9);
    }

    @Test
    void allAddressesAreNone() {
        assertThatThrownBy(() -> read(Map.of("members", "127.0.0.1", "host", "0.0.0.0")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("cluster.host=0.0.0.0: expected one address of this machine");
    }

    @Test
    void aMachineThatIsNotAMemberIsRefused() {
        assertThatThrownBy(() -> read(Map.of("members", "192.0.2.1:7800"))).isInstanceOf(ConfigException.class)
                .hasMessageContaining("cluster.members=192.0.2.1:7800").hasMessageContaining("cluster.host");
    }

    @Test
    void offLoopbackASecretIsDemanded() {
        assertThatThrownBy(() -> read(Map.of("members", "127.0.0.1", "host", "192.0.2.7")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("cluster.secret").hasMessageContaining("192.0.2.7");
        assertThat(read(Map.of("members", "127.0.0.1", "host", "192.0.2.7", "secret", "0123456789abcdef")).secret())
                .isPresent();
        assertThatThrownBy(() -> read(Map.of("members", "127.0.0.1", "secret", "short")))
                .isInstanceOf(ConfigException.class).hasMessageContaining("at least 16")
                .hasMessageNotContaining("short");
    }

    @Test
    void theSecretMayBeInAFile(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("secret"), "0123456789abcdef\n");
        Map<String, String> settings = Map.of("members", "127.0.0.1", "secret-file", file.toString());
        assertThat(read(settings).secret()).contains("0123456789abcdef");
        Files.writeString(file, "short");
        assertThatThrownBy(() -> read(settings)).isInstanceOf(ConfigException.class)
                .hasMessageContaining("cluster.secret-file=" + file).hasMessageContaining("at least 16")
                .hasMessageNotContaining("short");
        Files.delete(file);
        assertThatThrownBy(() -> read(settings)).isInstanceOf(ConfigException.class)
                .hasMessageContaining("cluster.secret-file=" + file).hasMessageContaining("can be read");
    }
}
