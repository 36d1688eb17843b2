package io.microcdi.internal.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;

/** Which of a server's listeners is meant. */
class HttpListenerProbesTest {
    private static final HttpListener TLS = new HttpListener(null, 8443, true);
    private static final HttpListener PLAIN = new HttpListener(null, 8080, false);
    private static final HttpListener SECOND = new HttpListener(null, 8081, false);

    @Test
    void oneWithoutTlsIsPreferred() {
        assertThat(HttpListenerProbes.choose(List.of(TLS, PLAIN, SECOND), false)).contains(PLAIN);
        assertThat(HttpListenerProbes.choose(List.of(TLS), false)).contains(TLS);
        assertThat(HttpListenerProbes.choose(List.of(), false)).isEmpty();
    }

    @Test
    void whereTlsIsAskedForNoOtherWillDo() {
        assertThat(HttpListenerProbes.choose(List.of(PLAIN, TLS), true)).contains(TLS);
        assertThat(HttpListenerProbes.choose(List.of(PLAIN, SECOND), true)).isEmpty();
    }
}
