package io.microcdi.internal.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.internal.wire.Excerpts;

/** Hosts, ports and paths: the checks of every address before it is used (wire, Connecting). */
class InstanceKeyTest {

    @ParameterizedTest
    @ValueSource(strings = { "localhost", "a", "payments.example.org", "my_service", "10.0.0.5", "xn--mller-kva.de",
            "payments.example.", "fe80--1", "[::1]", "[::]", "[fe80::1]", "[1:2:3:4:5:6:7:8]", "[1::8]",
            "[1:2:3:4:5:6:7::]",
            "[::ffff:10.0.0.5]", "[1:2:3:4:5:6:10.0.0.5]", "[fe80::1%eth0]", "[ABCD::ef01]",
            "0123456789012345678901234567890123456789012345678901234567890123456789.example" })
    void hosts(String host) {
        InstanceKey key = InstanceKey.of(host, 8080, "");
        assertThat(key.host()).isEqualToIgnoringCase(host);
        assertThat(InstanceKey.parse(key.toString())).isEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", " ", "a b", " a", "a\t", "a\n", "\u0000", "a\u007f", "a\u0085", "a\u00a0b", "a\u2028",
            "\u3000", "a/b", "a?b", "a#b", "a@b", "user@a", "a]", "[a", "[]", "[a]", "[::1", "::1]", "[::1]x",
            "[1:2:3]",
            "[1:2:3:4:5:6:7]", "[1:2:3:4:5:6:7:8:9]", "[1::2::3]", "[:::]", "[1:2:3:4:5:6:7:8::]", "[12345::]", "[g::]",
            "[10.0.0.5]", "[::10.0.0]", "[::10.0.0.5.6]", "[::256.0.0.1]", "[::999.0.0.1]", "[10.0.0.5::]",
            "[::10.0.0.5:1]", "[fe80::1%]", "[fe80::1%a/b]", "[fe80::1%a~b]", "[fe80::1%a-b]", "%41", "a\"b", "a\\b",
            "<a>", "a|b", "a^b", "{a}", "a`b", "a;b", "a,b", "a&b", "a=b", "a+b", "a~b", "a*b", "a!b", "a$b", "a'b",
            "(a)", ".", "..", ".a", "a..b", "a..",
            "m\u00fcller.de", "\uff4cocalhost", "127\u30020\u30020\u30021", "\uff11\uff12\uff17.0.0.1" })
    @NullSource
    void textsThatAreNoHost(String host) {
        assertThatThrownBy(() -> InstanceKey.of(host, 8080, "")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "host \"" + Excerpts.of(String.valueOf(host)) + "\": expected 1 to 253 ASCII letters");
    }

    @Test
    void aHostHasAtMost253Characters() {
        assertThat(InstanceKey.of("a".repeat(253), 1, "").host()).hasSize(253);
        assertThatThrownBy(() -> InstanceKey.of("a".repeat(254), 1, "")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anIpv6HostGetsItsBrackets() {
        assertThat(InstanceKey.of("::1", 80, "")).isEqualTo(InstanceKey.of("[::1]", 80, "")).hasToString("[::1]:80");
    }

    @ParameterizedTest
    @ValueSource(ints = { 1, 80, 65535 })
    void ports(int port) {
        assertThat(InstanceKey.of("a", port, "").port()).isEqualTo(port);
        assertThat(InstanceKey.parse("a:" + port).port()).isEqualTo(port);
    }

    @ParameterizedTest
    @ValueSource(ints = { 0, -1, 65536, Integer.MAX_VALUE, Integer.MIN_VALUE })
    void numbersThatAreNoPort(int port) {
        assertThatThrownBy(() -> InstanceKey.of("a", port, "")).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("port " + port + ": expected 1 to 65535");
    }

    @ParameterizedTest
    @CsvSource({ "a:80, a, 80, ''", "a:80/payments, a, 80, /payments", "a:80/shop/v1.2, a, 80, /shop/v1.2",
            "a:80/, a, 80, ''", "a:80/x/, a, 80, /x", "[::1]:8080/p, [::1], 8080, /p", "10.0.0.5:1, 10.0.0.5, 1, ''" })
    void isReadFromAText(String text, String host, int port, String path) {
        InstanceKey key = InstanceKey.parse(text);
        assertThat(key.host()).isEqualToIgnoringCase(host);
        assertThat(key.port()).isEqualTo(port);
        assertThat(key.path()).isEqualTo(path);
        assertThat(key.hostAndPort()).isEqualTo(host + ":" + port);
        assertThat(key).hasToString(host + ":" + port + path);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "a", ":80", "a:", "a:x", "a:-1", "a:0", "a:65536", "a:080080", "a:8O", "a: 80",
            "a:80 ",
            "a:+80", "a:\u0668\u0660", "a:80?x", "a:80//b", "a:80/b c", "a:80/%41", "/a:80", "ws://a:80", "a b:80",
            "[::1]", "[::1:80" })
    void textsThatAreNoKey(String text) {
        assertThatThrownBy(() -> InstanceKey.parse(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected");
    }

    @Test
    void anUnusablePortIsNamedAsItWasWritten() {
        assertThatThrownBy(() -> InstanceKey.parse("a:8O")).hasMessageContaining("8O");
        assertThatThrownBy(() -> InstanceKey.parse("a:65536")).hasMessageContaining("65536");
    }

    @Test
    void isEqualByHostPortAndPath() {
        InstanceKey key = InstanceKey.of("a", 80, "/p");
        assertThat(key).isEqualTo(InstanceKey.parse("a:80/p/")).hasSameHashCodeAs(InstanceKey.of("a", 80, "p"));
        assertThat(key).isNotEqualTo(InstanceKey.of("a", 80, "")).isNotEqualTo(InstanceKey.of("a", 81, "/p"))
                .isNotEqualTo(InstanceKey.of("b", 80, "/p"));
    }

    @ParameterizedTest
    @CsvSource({ ", ''", "'', ''", "/, ''", "payments, /payments", "/payments, /payments", "/payments/, /payments",
            "/a/b, /a/b", "/a.b_c~d-e, /a.b_c~d-e" })
    void contextPathsHaveOneForm(String written, String path) {
        assertThat(ContextPath.normalize(written)).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(strings = { "//", "/a//b", "/a b", "/a?b", "/a#b", "/a%20b", "/\u00e9", "/a\n", "/a\\b", "/..",
            "/a/../b",
            "/." })
    void textsThatAreNoContextPath(String path) {
        assertThatThrownBy(() -> ContextPath.normalize(path)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("context path \"" + Excerpts.of(path) + "\": expected");
    }

    @ParameterizedTest
    @ValueSource(strings = { "a:80", "[::1]:80/p", "[fe80::1%eth0]:80", "[::ffff:10.0.0.5]:80", "my_service:80",
            "xn--mller-kva.de:80", "a-.b.:80" })
    void whateverIsAKeyCanBeDialled(String key) {
        URI url = URI.create("ws://" + InstanceKey.parse(key));
        assertThat(url.getRawAuthority()).isNotEmpty();
    }

    @Test
    void aHostIsTheSameInCapitals() {
        InstanceKey key = InstanceKey.of("LOCALHOST", 7001, "/Shop");
        assertThat(key).isEqualTo(InstanceKey.parse("localhost:7001/Shop")).hasToString("localhost:7001/Shop");
        assertThat(key).isNotEqualTo(InstanceKey.parse("localhost:7001/shop"));
        assertThat(key.isIn(List.of("LocalHost:7001/Shop"))).isTrue();
        assertThat(key.isIn(List.of("LOCALHOST:7001"))).isTrue();
        assertThat(key.isIn(List.of("LOCALHOST:7001/shop", "LOCALHOST:700"))).isFalse();
        assertThat(InstanceKey.of("[FE80::1]", 1, "")).isEqualTo(InstanceKey.of("fe80::1", 1, ""));
        assertThat(InstanceKey.of("[FE80::1%Eth0]", 1, "").host()).as("a zone").isEqualTo("[fe80::1%Eth0]");
    }
}
