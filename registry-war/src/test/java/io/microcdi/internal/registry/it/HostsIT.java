package io.microcdi.internal.registry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.testing.socket.RawSocket;

/** A page that points its name at the registry (DNS rebinding), or is of another origin, reads nothing from it. */
class HostsIT {

    private static final String JSON = "Content-Type: application/json";

    private static RegistryProcess registry;
    private static int port;

    @BeforeAll
    static void start() throws Exception {
        registry = RegistryProcess.start("-Dmicro.security.names=registry.example,hub",
                "-Dmicro.allowed-origins=https://shop.example", "-Dmicro.security.announce-names=*.example");
        port = registry.port();
    }

    @AfterAll
    static void stop() throws Exception {
        registry.close();
    }

    @ParameterizedTest
    @ValueSource(strings = { "GET /", "GET /api/namespaces", "GET /api/status", "POST /call/shop/pay",
            "OPTIONS /call/shop/pay", "GET /nothing" })
    void aForeignHostIsRefusedEverywhere(String line) throws Exception {
        RawHttp refused = RawHttp.send(port, line, "", "Host: evil.example:" + port, JSON);
        assertThat(refused.status()).isEqualTo(421);
        assertThat(refused.body()).contains("micro.security.names").doesNotContain("evil");
    }

    /** The browser lets a page read no answer without the header, so that it could not tell this from a registry that is down. */
    @Test
    void aPageThatMayCallReadsWhyItsCallIsRefused() throws Exception {
        RawHttp refused = RawHttp.send(port, "POST /call/shop/pay", "{}", "Host: evil.example", JSON,
                "Origin: https://shop.example");
        assertThat(refused.status()).isEqualTo(421);
        assertThat(refused.head()).contains("Access-Control-Allow-Origin: https://shop.example", "Vary: Origin");
        RawHttp foreign = RawHttp.send(port, "POST /call/shop/pay", "{}", "Host: evil.example", JSON,
                "Origin: https://evil.example");
        assertThat(foreign.status()).isEqualTo(421);
        assertThat(foreign.head()).doesNotContain("Access-Control-Allow-Origin");
    }

    @Test
    void aForeignHostIsRefusedWithABodyToo() throws Exception {
        assertThat(RawHttp.send(port, "POST /call/shop/pay", "{}", "Host: evil.example", JSON).status())
                .isEqualTo(421);
    }

    @Test
    void aHandshakeForAForeignHostIsRefused() throws Exception {
        try (RawSocket page = RawSocket.handshake(port, "/127.0.0.1/9000/ns", "Host: evil.example\r\n")) {
            assertThat(page.status()).isEqualTo(421);
        }
    }

    @Test
    void aRefusedHostIsAuditedInOneSafeLine() throws Exception {
        RawHttp.get(port, "/api/audited%0A%E2%80%AE", "Host: evil.example:" + port);
        registry.awaitError("audited");
        assertThat(registry.errors().lines().filter(line -> line.contains("audited"))).singleElement().asString()
                .contains("MICRO001800", "(host)", "127.0.0.1", "micro.security.names (it is evil.example) (");
    }

    @ParameterizedTest
    @ValueSource(strings = { "localhost", "127.0.0.1:9", "[::1]", "registry.example", "HUB:8427" })
    void addressesAndConfiguredNamesAreAnswered(String host) throws Exception {
        assertThat(RawHttp.get(port, "/api/status", "Host: " + host).status()).isEqualTo(200);
        try (RawSocket node = RawSocket.handshake(port, "/127.0.0.1/9000/ns", "Host: " + host + "\r\n")) {
            assertThat(node.status()).isEqualTo(101);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "http://evil.example", "null", "http://registry.example.evil.example",
            "https://localhost.evil.example" })
    void aForeignOriginReadsNothing(String origin) throws Exception {
        for (String path : new String[] { "/", "/api/namespaces", "/api/status", "/nothing" }) {
            assertThat(RawHttp.get(port, path, "Origin: " + origin).status()).as(path).isEqualTo(403);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "https://shop.example", "own" })
    void theOwnAndAllowedOriginsRead(String origin) throws Exception {
        String header = "Origin: " + origin.replace("own", "http://localhost:" + port);
        assertThat(RawHttp.get(port, "/api/status", header).status()).isEqualTo(200);
    }

    @Test
    void textsOfPeersAreAsciiInTheApi() throws Exception {
        for (String host : new String[] { "a%E2%80%AEb.example", "gr%C3%BCn.example" }) {
            try (RawSocket node = RawSocket.handshake(port, "/" + host + "/9111/ns", "")) {
                assertThat(node.status()).as(host).isEqualTo(400);
            }
        }
        try (RawSocket node = RawSocket.handshake(port, "/xn--grn-hoa.example/9112/ns", "")) {
            assertThat(node.status()).isEqualTo(101);
            new Http(registry.page()).awaitInstance("xn--grn-hoa.example:9112", Objects::nonNull);
            String json = new Http(registry.page()).send("GET", "/api/namespaces").body();
            assertThat(json).contains("xn--grn-hoa.example").matches("\\p{ASCII}*");
        }
    }
}
