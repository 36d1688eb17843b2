package io.microcdi.it.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.microcdi.MicroNode;
import io.microcdi.MicroNodeBuilder;
import io.microcdi.config.ConfigKeys;
import io.microcdi.it.front.Httpd;
import io.microcdi.it.front.Nginx;
import io.microcdi.it.front.PrivateAuthority;
import io.microcdi.it.front.ProxyProcess;
import io.microcdi.registry.MicroRegistry;
import io.microcdi.testing.support.Ports;

/** The examples of the page on reverse proxies, as they stand there but for addresses and files of this machine. */
@Timeout(300)
class ProxyPageTest {

    private static final int REFUSED_BY_THE_NODE = 401;
    private static final int REFUSED_BY_THE_PROXY = 403;
    private static final long PATIENCE_SECONDS = 60;
    /** The name of the proxy. Each machine has it, so that it must be set. */
    private static final List<String> NAME = List.of("localhost");

    @TempDir
    private static Path directory;

    private static PrivateAuthority authority;
    private static String certificate;

    private final Deque<Runnable> closing = new ArrayDeque<>();
    private final int port = Ports.free();
    private final int providerPort = Ports.free();
    private MicroRegistry registry;

    /** The servers of the page. */
    enum Proxy {
        NGINX("nginx") {
            @Override
            ProxyProcess start(Path own, int port, String example) {
                return Nginx.find().orElseGet(() -> abort("no nginx")).start(own, port, example);
            }

            @Override
            String here(String example, int port) {
                return replaced(replaced(replaced(example, "listen 443 ssl", "listen 127.0.0.1:" + port + " ssl"),
                        "/etc/nginx/shop.example.pem", certificate + ".pem"), "/etc/nginx/shop.example.key",
                        certificate + ".key");
            }

            @Override
            String with(String example, String snippet) {
                return replaced(example, "    location /hub/", snippet + "    location /hub/");
            }
        },
        HTTPD("apache") {
            @Override
            ProxyProcess start(Path own, int port, String example) {
                return Httpd.find().orElseGet(() -> abort("no httpd")).start(own, port, example);
            }

            @Override
            String here(String example, int port) {
                return replaced(replaced(replaced(example, "*:443", "127.0.0.1:" + port),
                        "/etc/apache2/shop.example.pem", certificate + ".pem"), "/etc/apache2/shop.example.key",
                        certificate + ".key");
            }

            @Override
            String with(String example, String snippet) {
                return replaced(example, "    ProxyPass /hub/", snippet + "    ProxyPass /hub/");
            }
        };

        private final String language;

        Proxy(String language) {
            this.language = language;
        }

        abstract ProxyProcess start(Path own, int port, String example);

        /** The example with a port and files of this machine. */
        abstract String here(String example, int port);

        /** The example with a snippet in its one server. */
        abstract String with(String example, String snippet);

        String block(int number) throws IOException {
            String page = Files.readString(Path.of(System.getProperty("pages"), "howto", "reverse-proxy.md"));
            return Pattern.compile("^```" + language + "\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL)
                    .matcher(page)
                    .results().skip(number).findFirst().orElseThrow().group(1);
        }
    }

    @BeforeAll
    static void issue() {
        authority = PrivateAuthority.create(directory.resolve("authority"));
        certificate = authority.issue("proxy", "localhost").toString().replaceFirst("\\.p12$", "");
    }

    @AfterEach
    void close() {
        while (!closing.isEmpty()) {
            closing.pop().run();
        }
    }

    @ParameterizedTest
    @EnumSource(Proxy.class)
    void theExampleLeadsToRegistryAndNodesAndMakesNobodyLocal(Proxy proxy, @TempDir Path own) throws Exception {
        startRegistry();
        start(proxy, own, example(proxy));
        MicroNode payments = node(builder("payments").listen("127.0.0.1", providerPort)
                .set(ConfigKeys.ADVERTISE_SCHEME, "wss").set(ConfigKeys.ADVERTISE_HOST, "localhost")
                .set(ConfigKeys.ADVERTISE_PORT, port).set(ConfigKeys.ADVERTISE_PATH, "/pay"));
        payments.register("/echo", String.class, (text, context) -> text);
        start(payments);
        MicroNode checkout = node(builder("checkout").listen("127.0.0.1", 0));
        start(checkout);

        assertThat(checkout.caller().call("payments", "/echo", "hello", String.class)).isEqualTo("hello");
        for (String path : List.of("/hub", "/pay")) {
            assertThat(handshake(path)).as("a stranger, at " + path).isEqualTo(REFUSED_BY_THE_NODE);
        }
    }

    @ParameterizedTest
    @EnumSource(Proxy.class)
    void theSnippetKeepsTheEndpointsInsideAndLetsPagesPass(Proxy proxy, @TempDir Path own) throws Exception {
        startRegistry();
        MicroNode payments = node(builder("payments").listen("127.0.0.1", providerPort));
        payments.start();
        ProxyProcess open = start(proxy, own.resolve("open"), example(proxy));
        int page = page();
        assertThat(handshake("/pay")).as("without the snippet").isEqualTo(REFUSED_BY_THE_NODE);
        open.close();
        start(proxy, own.resolve("closed"), proxy.with(example(proxy),
                replaced(proxy.block(1), "http://10.0.0.5:8080", "http://127.0.0.1:" + providerPort)));

        assertThat(handshake("/pay")).isEqualTo(REFUSED_BY_THE_PROXY);
        assertThat(page()).isEqualTo(page).isNotEqualTo(REFUSED_BY_THE_PROXY);
    }

    private String example(Proxy proxy) throws IOException {
        String leading = replaced(
                replaced(proxy.block(0), "http://10.0.0.4:8427/", "http://127.0.0.1:" + registry.port()
                        + "/"),
                "http://10.0.0.5:8080/payments/", "http://127.0.0.1:" + providerPort + "/");
        return proxy.here(leading, port);
    }

    /** The page may change, and the test must then be looked at. */
    private static String replaced(String text, String part, String with) {
        assertThat(text).contains(part);
        return text.replace(part, with);
    }

    private void startRegistry() {
        registry = MicroRegistry.builder().set(ConfigKeys.SECURITY_NAMES, NAME).set(ConfigKeys.ANNOUNCE_NAMES, NAME)
                .listen("127.0.0.1", 0).build();
        closing.push(registry::stop);
        registry.start();
    }

    private ProxyProcess start(Proxy proxy, Path own, String configuration) {
        ProxyProcess process = proxy.start(own, port, configuration);
        closing.push(process::close);
        return process;
    }

    private MicroNodeBuilder builder(String namespace) {
        return MicroNode.builder(namespace).registry("wss://localhost:" + port + "/hub")
                .set(ConfigKeys.SECURITY_NAMES, NAME)
                .set(ConfigKeys.TLS_TRUST_STORE, authority.trustedPem().toString());
    }

    private MicroNode node(MicroNodeBuilder builder) {
        MicroNode node = builder.build();
        closing.push(node::stop);
        return node;
    }

    private static void start(MicroNode node) throws Exception {
        node.start();
        node.ready().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** The status of a handshake of somebody who has no token. */
    private int handshake(String path) throws Exception {
        try {
            HttpClient.newBuilder().sslContext(authority.context()).build().newWebSocketBuilder().buildAsync(
                    URI.create("wss://localhost:" + port + path + "/127.0.0.1/9/stranger"), new WebSocket.Listener() {
                    }).get(PATIENCE_SECONDS, TimeUnit.SECONDS).abort();
            return 101;
        } catch (ExecutionException e) {
            assertThat(e).cause().isInstanceOf(WebSocketHandshakeException.class);
            return ((WebSocketHandshakeException) e.getCause()).getResponse().statusCode();
        }
    }

    /** The status of a request for a page. */
    private int page() throws Exception {
        return HttpClient.newBuilder().sslContext(authority.context()).build()
                .send(HttpRequest.newBuilder(URI.create("https://localhost:" + port + "/pay/")).build(),
                        BodyHandlers.discarding())
                .statusCode();
    }
}
