package io.microcdi.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionException;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.microcdi.it.app.Greeter;
import io.microcdi.it.front.Nginx;
import io.microcdi.it.front.PrivateAuthority;
import io.microcdi.it.front.ProxyProcess;
import io.microcdi.testing.support.Ports;

/** The server is behind nginx, which ends TLS and leads to the applications by paths that they do not have. */
@ExtendWith(ArquillianExtension.class)
@Tag("tls")
class ReverseProxyIT {
    private static final Duration JOINED = Duration.ofSeconds(60);
    private static final int PORT = Ports.free();
    private static final Path DIRECTORY = directory();
    private static final PrivateAuthority AUTHORITY = PrivateAuthority.create(DIRECTORY.resolve("authority"));

    private static ProxyProcess nginx;

    @Deployment(name = "registry", order = 1, testable = false)
    static WebArchive registry() {
        return Wars.registry();
    }

    @Deployment(name = "near", order = 2, testable = false)
    static WebArchive near() {
        return proxied("proxied-near", "/shop/near");
    }

    @Deployment(name = "far", order = 3, testable = false)
    static WebArchive far() {
        return proxied("proxied-far", "/shop/far");
    }

    private static WebArchive proxied(String name, String path) {
        return Wars.configured(Wars.withExtension(name, Greeter.class),
                "micro.registry.url=wss://localhost:" + PORT + "/hub",
                "micro.tls.trust-store=" + AUTHORITY.trustedPem(), "micro.advertise.scheme=wss",
                "micro.advertise.host=localhost", "micro.advertise.port=" + PORT, "micro.advertise.path=" + path);
    }

    private static Path directory() {
        try {
            return Files.createTempDirectory(Files.createDirectories(Path.of(System.getProperty("it.target"))),
                    "proxy-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @BeforeAll
    static void start() {
        String server = Server.url("").toString();
        nginx = Nginx.find().orElseGet(() -> abort("no nginx")).start(DIRECTORY.resolve("nginx"), PORT,
                AUTHORITY.issue("proxy", "localhost"), """
                        location /hub/ {
                            proxy_pass %1$s/;
                        }
                        location /shop/near/ {
                            proxy_pass %1$s/proxied-near/;
                        }
                        location /shop/far/ {
                            proxy_pass %1$s/proxied-far/;
                        }
                        """.formatted(server));
    }

    @AfterAll
    static void stop() {
        if (nginx != null) {
            nginx.close();
        }
    }

    private static String key(String path) {
        return "localhost:" + PORT + path;
    }

    @Test
    void applicationsCallEachOtherThroughTheProxy() throws Exception {
        RegistryView.deployed().awaitKeys("proxied-near", Set.of(key("/shop/near")), JOINED);
        RegistryView.deployed().awaitKeys("proxied-far", Set.of(key("/shop/far")), JOINED);
        try (NodeLink link = NodeLink.open(Server.url("/proxied-near"), "127.0.0.1/19147/tester")) {
            assertThat(link.call("/relay", "\"proxied-far\"").getString("data")).isEqualTo("hello from afar");
        }
    }

    @Test
    void theRegistrysPageIsThere() throws Exception {
        HttpClient http = HttpClient.newBuilder().sslContext(AUTHORITY.context()).build();
        HttpResponse<String> page = http.send(
                HttpRequest.newBuilder(URI.create("https://localhost:" + PORT + "/hub/")).build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("<html", "egistry");
    }

    @Test
    void pagesOfTheProxysOriginMayConnectAndOthersMayNot() {
        assertThat(handshake("https://localhost:" + PORT)).isEqualTo(101);
        assertThat(handshake("https://other.example")).as("whatever the server refuses with").isBetween(400, 499);
    }

    private static int handshake(String origin) {
        try {
            HttpClient.newBuilder().sslContext(AUTHORITY.context()).build().newWebSocketBuilder()
                    .header("Origin", origin)
                    .buildAsync(URI.create("wss://localhost:" + PORT + "/shop/near/127.0.0.1/19148/tester"),
                            new WebSocket.Listener() {
                            })
                    .join().abort();
            return 101;
        } catch (CompletionException e) {
            if (e.getCause() instanceof WebSocketHandshakeException refused) {
                return refused.getResponse().statusCode();
            }
            throw e;
        }
    }
}
