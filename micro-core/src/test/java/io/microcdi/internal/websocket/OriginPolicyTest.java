package io.microcdi.internal.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which pages are of the same origin, and which may connect besides. */
class OriginPolicyTest {

    @ParameterizedTest
    @CsvSource({ "http://127.0.0.1:8080, 127.0.0.1:8080, false", "http://[::1]:8080, [::1]:8080, false",
            "http://localhost, localhost:80, false", "http://registry:8080, REGISTRY:8080, false",
            "https://10.0.0.5, 10.0.0.5, true" })
    void theSameHostAndPortIsTheSameOrigin(String origin, String host, boolean secure) {
        assertThat(OriginPolicy.isSameOrigin(origin, host, secure)).isTrue();
    }

    @Test
    void aNameWhoseCertificateTheBrowserHasCheckedIsTheSameOrigin() {
        assertThat(OriginPolicy.isSameOrigin("https://registry.example", "registry.example", true)).isTrue();
        assertThat(OriginPolicy.isSameOrigin("https://registry.example", "registry.example", false))
                .as("another server ended its TLS").isFalse();
        assertThat(OriginPolicy.isSameOrigin("http://registry.example:443", "registry.example", true))
                .as("a page without TLS, on the port of TLS").isTrue();
    }

    /** Its owner can have the browser connect to any address, after it loaded a page from another one. */
    @ParameterizedTest
    @CsvSource({ "http://evil.example:8080, evil.example:8080", "http://1.2.3.4.evil.example, 1.2.3.4.evil.example",
            "http://localhost.evil.example, localhost.evil.example" })
    void aNameThatItsOwnerCanPointAnywhereIsNot(String origin, String host) {
        assertThat(OriginPolicy.isSameOrigin(origin, host, false)).isFalse();
        assertThat(new OriginPolicy(List.of()).permits(origin)).isFalse();
        assertThat(new OriginPolicy(List.of(origin)).permits(origin)).isTrue();
    }

    @Test
    void aHostIsTheSameInCapitals() {
        assertThat(new OriginPolicy(List.of("https://Shop.Example")).permits("https://shop.example")).isTrue();
        assertThat(new OriginPolicy(List.of("https://shop.example")).permits("https://SHOP.example")).isTrue();
    }

    @Test
    void anotherPortOrHostIsAnotherOrigin() {
        assertThat(OriginPolicy.isSameOrigin("http://127.0.0.1:8081", "127.0.0.1:8080", false)).isFalse();
        assertThat(OriginPolicy.isSameOrigin("http://10.0.0.5", "127.0.0.1", false)).isFalse();
        assertThat(OriginPolicy.isSameOrigin("null", "127.0.0.1", false)).isFalse();
        assertThat(OriginPolicy.isSameOrigin(null, "127.0.0.1", false)).isFalse();
    }
}
