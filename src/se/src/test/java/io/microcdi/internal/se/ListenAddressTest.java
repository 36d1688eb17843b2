package io.microcdi.internal.se;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.microcdi.MicroNode;
import io.microcdi.MicroNodeBuilder;
import io.microcdi.config.ConfigKeys;

/** A node in Java SE listens where it says that it is, and nowhere else, unless it is told otherwise. */
@Timeout(120)
class ListenAddressTest {

    private static MicroNodeBuilder builder() {
        return MicroNode.builder("payments").registry("ws://127.0.0.1:1")
                .set(ConfigKeys.ADVERTISE_SELF_CHECK, false);
    }

    private static String key(MicroNodeBuilder builder, boolean elsewhere) throws IOException {
        MicroNode node = builder.build();
        node.start();
        String key = node.key();
        int port = Integer.parseInt(key.substring(key.lastIndexOf(':') + 1));
        try (ServerSocket other = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.3"))) {
            assertThat(other.isBound() && elsewhere).as("whether it listens on all addresses").isFalse();
        } catch (IOException taken) {
            assertThat(elsewhere).as("whether it listens on all addresses").isTrue();
        } finally {
            node.stop();
        }
        return key.substring(0, key.lastIndexOf(':'));
    }

    @Test
    void byDefaultItIsTheAdvertisedAddress() throws IOException {
        assertThat(key(builder().set(ConfigKeys.ADVERTISE_HOST, "127.0.0.2").listen(0), false)).isEqualTo("127.0.0.2");
        key(builder().listen(0), false);
    }

    @Test
    void theKeyWinsOverTheAdvertisedAddress() throws IOException {
        assertThat(key(builder().set(ConfigKeys.ADVERTISE_HOST, "127.0.0.2").set(ConfigKeys.LISTEN_ADDRESS, "0.0.0.0")
                .listen(0), true)).isEqualTo("127.0.0.2");
    }

    @Test
    void theKeyIsAdvertisedWhereNothingElseIsSaid() throws IOException {
        assertThat(key(builder().set(ConfigKeys.LISTEN_ADDRESS, "127.0.0.2").listen(0), false))
                .isEqualTo("127.0.0.2");
    }

    @Test
    void theProgramWinsOverTheKey() throws IOException {
        assertThat(key(builder().set(ConfigKeys.LISTEN_ADDRESS, "0.0.0.0").listen("127.0.0.2", 0), false))
                .isEqualTo("127.0.0.2");
    }

    @Test
    void anAddressOfAnotherMachineIsAClearError() {
        MicroNode node = builder().set(ConfigKeys.ADVERTISE_HOST, "192.0.2.1").listen(9_100).build();
        assertThatThrownBy(node::start).isInstanceOf(UncheckedIOException.class).hasMessageContaining(
                "cannot listen on 192.0.2.1 port 9100").hasMessageContaining("set micro.listen-address, or 0.0.0.0");
    }

    @Test
    void aNameThatIsNotKnownIsAClearError() {
        MicroNode node = builder().set(ConfigKeys.LISTEN_ADDRESS, "nowhere.invalid").listen(9_100).build();
        assertThatThrownBy(node::start).isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("cannot listen on nowhere.invalid port 9100: the host is not known here")
                .hasMessageContaining("micro.listen-address");
    }
}
