package io.microcdi.internal.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/** On the interfaces of the machine that runs it, whichever they are. */
class AdvertisedHostTest {
    @Test
    void theFoundHostIsAnAddressOfThisMachineThatOthersCanReach() throws Exception {
        for (String host : AdvertisedHost.find().stream().toList()) {
            InetAddress address = InetAddress.getByName(host);
            assertThat(address).isInstanceOf(Inet4Address.class);
            assertThat(address.isLoopbackAddress()).isFalse();
            assertThat(NetworkInterface.getByInetAddress(address).isUp()).isTrue();
        }
    }

    @Test
    void theAnswerIsTheSameEachTime() {
        assertThat(AdvertisedHost.find()).isEqualTo(AdvertisedHost.find());
    }

    @Test
    void theOrderOfTheInterfacesDoesNotMatter() throws Exception {
        NetworkInterface[] all = NetworkInterface.networkInterfaces().toArray(NetworkInterface[]::new);
        NetworkInterface[] reversed = new NetworkInterface[all.length];
        for (int i = 0; i < all.length; i++) {
            reversed[i] = all[all.length - 1 - i];
        }

        assertThat(AdvertisedHost.find(Stream.of(reversed))).isEqualTo(AdvertisedHost.find(Stream.of(all)));
    }

    @Test
    void loopbackAloneIsNoAddress() throws Exception {
        NetworkInterface loopback = NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress());

        assertThat(AdvertisedHost.find(Stream.of(loopback))).isEmpty();
    }
}
