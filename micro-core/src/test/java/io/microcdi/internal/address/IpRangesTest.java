package io.microcdi.internal.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which texts are IP addresses, and which of them nobody can be dialled at. */
class IpRangesTest {

    @Test
    void aRangeHasTheAddressesWithTheSameFirstBits() {
        IpRanges ranges = IpRanges.of(List.of("10.0.0.0/8", "192.168.1.5", "fd00::/8", "172.16.0.0/12"));
        assertThat(List.of("10.255.0.1", "192.168.1.5", "fd12::1", "[fd00::]", "172.31.255.255"))
                .allMatch(text -> ranges.contains(address(text)));
        assertThat(List.of("11.0.0.1", "192.168.1.6", "fe00::1", "172.32.0.0", "::1"))
                .noneMatch(text -> ranges.contains(address(text)));
        assertThat(IpRanges.of(List.of("0.0.0.0/0")).contains(address("203.0.113.9"))).isTrue();
        assertThat(IpRanges.of(List.of("0.0.0.0/0")).contains(address("2001:db8::1"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = { "10.0.0.0/33", "10.0.0.0/-1", "fd00::/129", "shop.example", "10.0.0/8", "10.0.0.0/x",
            "*" })
    void anInvalidRangeIsRefused(String text) {
        assertThatThrownBy(() -> IpRanges.of(List.of(text))).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = { "169.254.169.254", "fe80::1", "[fe80::1%eth0]", "0.0.0.0", "0.1.2.3", "::", "224.0.0.1",
            "239.255.255.255", "ff02::1", "255.255.255.255", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe",
            "2002:a9fe:a9fe::1", "::169.254.169.254", "::ffff:0:169.254.169.254" })
    void nobodyIsAtAddressesOfTheLinkAndOfMany(String text) {
        assertThat(IpRanges.isNowhere(address(text))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = { "169.254.169.254", "fd00:ec2::254", "fd00:ec2::23", "fd20:ce::254", "100.100.100.200",
            "168.63.129.16",
            "192.0.0.192", "::ffff:100.100.100.200", "64:ff9b::a83f:8110", "2002:c000:c0::1" })
    void noNodeIsAtTheMetadataServiceOfACloud(String text) {
        assertThat(IpRanges.isNowhere(address(text))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = { "127.0.0.1", "::1", "10.0.0.5", "192.168.0.1", "fd00:ec2::253", "100.100.100.201",
            "2001:db8::1", "8.8.8.8",
            "64:ff9b::808:808", "::ffff:0:8.8.8.8", "240.0.0.1" })
    void everywhereElseANodeMayBe(String text) {
        assertThat(IpRanges.isNowhere(address(text))).isFalse();
    }

    @Test
    void loopbackHasManyForms() {
        assertThat(List.of("127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1"))
                .allMatch(text -> IpRanges.isLoopback(address(text)));
        assertThat(IpRanges.isLoopback(address("10.0.0.5"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = { "localhost", "shop.example", "10.0.0", "10.0.0.256", "0x7f.1", "2130706433", "010.0.0.1",
            "fe80--1", "", "1.2.3.4.5" })
    void aNameIsNeverLookedUp(String text) {
        assertThat(IpRanges.literal(text)).isEmpty();
    }

    @Test
    void numbersThatOnlySomeProgramsReadAsAnAddressAreOdd() {
        assertThat(List.of("0x7f.1", "2130706433", "010.0.0.1", "10.0.0", "10.0.0.256", "0xa9fea9fe", "1.2.3.4.5",
                "0X7F.1", "2130706433.", "127.0.0.1."))
                .allMatch(IpRanges::isOddNumber);
        assertThat(List.of("127.0.0.1", "shop.example", "3com.example", "node-7", "node7", "[::1]", "host.0xg", "1a"))
                .noneMatch(IpRanges::isOddNumber);
    }

    private static InetAddress address(String text) {
        return IpRanges.literal(text).orElseThrow();
    }
}
