package io.microcdi.internal.registry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.testing.socket.RawSocket;

/** Which peers may connect, and how an address may be written. */
class HandshakeIT {

    private static RegistryProcess registry;
    private static Http http;

    @BeforeAll
    static void start() throws Exception {
        registry = RegistryProcess.start("-Dmicro.allowed-origins=https://shop.example");
        http = new Http(registry.page());
    }

    @AfterAll
    static void stop() throws Exception {
        registry.close();
    }

    @ParameterizedTest
    @CsvSource({
            "/[::1]/9001/ns, [::1]:9001",
            "/%5B::1%5D/9002/ns, [::1]:9002",
            "/[::1]/9003/team/a/, [::1]:9003",
            "/127.0.0.1/9004/ns/, 127.0.0.1:9004",
            "/localhost/9005/ns?token=[x], localhost:9005",
            "/127.0.0.1/9006/1/2/3/4/5/6/7/8, 127.0.0.1:9006" })
    void addressesAsNodesWriteThem(String path, String key) throws Exception {
        try (RawSocket node = RawSocket.handshake(registry.port(), path, "")) {
            assertThat(node.status()).isEqualTo(101);
            http.awaitInstance(key, Objects::nonNull);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "Origin: https://shop.example\r\nOrigin: https://evil.example\r\n",
            "Authorization: Bearer a\r\nAuthorization: Bearer b\r\n" })
    void headersThatDecideMayComeOnce(String twice) throws Exception {
        try (RawSocket node = RawSocket.handshake(registry.port(), "/127.0.0.1/9007/ns", twice)) {
            assertThat(node.status()).isEqualTo(400);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "/", "/127.0.0.1", "/127.0.0.1/9000/1/2/3/4/5/6/7/8/9" })
    void tooFewOrTooManySegments(String path) throws Exception {
        try (RawSocket node = RawSocket.handshake(registry.port(), path, "")) {
            assertThat(node.status()).isIn(400, 404);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "/127.0.0.1/0/ns", "/127.0.0.1/port/ns", "/127.0.0.1/9000/-ns", "/127.0.0.1/9000/registry",
            "/127.0.0.1/9000/a//b", "/[::1/9000/ns" })
    void addressesThatAreNone(String path) throws Exception {
        try (RawSocket node = RawSocket.handshake(registry.port(), path, "")) {
            assertThat(node.status()).as("not 101: it would dial again at once").isIn(400, 403);
        }
    }

    @ParameterizedTest
    @CsvSource({
            "https://shop.example, 101",
            "http://shop.example, 403",
            "http://evil.example, 403",
            "http://localhost, 403",
            "http://localhost.evil.example, 403",
            "http://localhost@evil.example, 403",
            "file://, 403",
            "'', 101",
            "null, 403" })
    void originsOfPages(String origin, int status) throws Exception {
        try (RawSocket page = RawSocket.handshake(registry.port(), "/127.0.0.1/9000/page",
                "Origin: " + origin + "\r\n")) {
            assertThat(page.status()).isEqualTo(status);
        }
    }

    /** Tomcat, on which this registry runs, would compress each message for a client that asks for it, as Node.js does. */
    @Test
    void nothingIsCompressed() throws Exception {
        try (RawSocket node = RawSocket.handshake(registry.port(), "/127.0.0.1/9000/ns",
                "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n")) {
            assertThat(node.head()).startsWith("HTTP/1.1 101").doesNotContainIgnoringCase("Sec-WebSocket-Extensions");
        }
    }

    @Test
    void theRegistrysOwnPageIsOfTheSameOrigin() throws Exception {
        String origin = "Origin: http://localhost:" + registry.port() + "\r\n";
        try (RawSocket page = RawSocket.handshake(registry.port(), "/127.0.0.1/9000/page", origin)) {
            assertThat(page.status()).isEqualTo(101);
        }
    }
}
