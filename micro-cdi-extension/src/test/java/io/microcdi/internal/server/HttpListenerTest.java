package io.microcdi.internal.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpListenerTest {
    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = { "*", "0.0.0.0", "::", "[::]", "0:0:0:0:0:0:0:0", " 0.0.0.0 " })
    void allAddressesAreNoHost(String host) {
        assertThat(new HttpListener(host, 8080, false).specificHost()).isEmpty();
    }

    @Test
    void aSpecificHostIsKeptWithoutBrackets() {
        assertThat(new HttpListener("192.0.2.7", 8080, false).specificHost()).contains("192.0.2.7");
        assertThat(new HttpListener("[2001:db8::1]", 8080, false).specificHost()).contains("2001:db8::1");
        assertThat(new HttpListener("Node-1.example", 8080, false).specificHost()).contains("node-1.example");
    }

    @ParameterizedTest
    @ValueSource(ints = { -1, 0, 65_536 })
    void aPortOutsideTheRangeIsRefused(int port) {
        assertThatIllegalArgumentException().isThrownBy(() -> new HttpListener(null, port, false))
                .withMessageContaining(String.valueOf(port)).withMessageContaining("65535");
    }
}
