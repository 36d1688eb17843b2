package io.microcdi.internal.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.internal.security.Lease;

/** Which hellos a node that dials reads. */
class HelloTest {

    private static Hello read(String nonce) {
        return Hello.read("{\"v\":1,\"id\":\"r\",\"namespace\":\"registry\",\"nonce\":\"" + nonce + "\"}");
    }

    @Test
    void aNonceIsBase64Url() {
        String nonce = Lease.random();
        assertThat(read(nonce).nonce()).isEqualTo(nonce);
        assertThat(read("").nonce()).isEmpty();
        assertThat(read("-_".repeat(64)).nonce()).hasSize(128);
    }

    /** The node answers it with a proof, so that a registry must not choose a text with another meaning. */
    @ParameterizedTest
    @ValueSource(strings = { "999999999 payments 10.6.6.6:80", "a/b", "a+b", "YQ==", "a\\n", "a.b" })
    void anotherNonceIsRefused(String nonce) {
        assertThatThrownBy(() -> read(nonce)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("its nonce is not base64url");
        assertThatThrownBy(() -> read("a".repeat(129))).hasMessageContaining("at most 128 characters");
    }
}
