package io.microcdi.it.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.microcdi.MicroNode;
import io.microcdi.MicroNodeBuilder;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.error.ConnectFailedException;
import io.microcdi.error.RegistryUnavailableException;
import io.microcdi.it.front.PrivateAuthority;
import io.microcdi.it.front.TlsFront;

/** Nodes on Tyrus reach a registry and each other by {@code wss}, where they trust the authority, and only there. */
@Timeout(180)
class WssTest {

    @TempDir
    private static Path directory;

    private static PrivateAuthority trusted;
    private static PrivateAuthority foreign;
    private static Path localhost;
    private static Path elsewhere;

    private Shop shop;

    @BeforeAll
    static void issue() {
        trusted = PrivateAuthority.create(directory.resolve("trusted"));
        foreign = PrivateAuthority.create(directory.resolve("foreign"));
        localhost = trusted.issue("localhost", "localhost", "127.0.0.1");
        elsewhere = trusted.issue("elsewhere", "elsewhere.example");
    }

    @BeforeEach
    void open() {
        shop = new Shop();
    }

    @AfterEach
    void close() {
        shop.close();
    }

    private static MicroConfig config(String... keysAndValues) {
        Map<String, String> texts = new HashMap<>(Map.of("micro.registry.required", "true"));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            texts.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return MicroConfig.read(key -> Optional.ofNullable(texts.get(key)), ConfigKeys.ALL);
    }

    private static MicroConfig trusting(PrivateAuthority authority) {
        return config("micro.tls.trust-store", authority.trustStore().toString(), "micro.tls.trust-store-password",
                PrivateAuthority.PASSWORD);
    }

    private static MicroNodeBuilder builder(String namespace, MicroConfig config, String host, TlsFront registry) {
        return MicroNode.builder(namespace).config(config).registry("wss://" + host + ":" + registry.port())
                .listen("127.0.0.1", 0);
    }

    private MicroNode checkout(MicroConfig config, String host, TlsFront registry) {
        return shop.node(builder("checkout", config, host, registry));
    }

    private static String greeting(MicroNode caller) {
        return caller.caller().call("payments", "/greet", "you", String.class);
    }

    @Test
    void aProviderIsFoundAndCalledThroughTls() {
        TlsFront registry = shop.registryFront(localhost);
        MicroNode provider = shop.provider(builder("payments", trusting(trusted), "localhost", registry), "localhost",
                localhost);
        provider.start();
        MicroNode caller = checkout(trusting(trusted), "127.0.0.1", registry);
        caller.start();

        assertThat(greeting(caller)).isEqualTo("hello you");
        assertThat(provider.key()).startsWith("localhost:");
        assertThat(registry.accepted()).as("links to the registry").isGreaterThanOrEqualTo(2);
    }

    @Test
    void theAuthorityMayBePemOrInAContextOfTheProgramsOwn() {
        TlsFront registry = shop.registryFront(localhost);
        shop.provider(builder("payments", config("micro.tls.trust-store", trusted.trustedPem().toString()), "localhost",
                registry), "localhost", localhost).start();
        MicroNode caller = shop
                .node(builder("checkout", config(), "localhost", registry).sslContext(trusted.context()));
        caller.start();
        assertThat(greeting(caller)).isEqualTo("hello you");
    }

    @Test
    void anotherAuthorityIsNotTrusted() {
        TlsFront registry = shop.registryFront(localhost);
        assertThatThrownBy(checkout(trusting(foreign), "localhost", registry)::start)
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining("wss://localhost:" + registry.port() + ": the certificate is not trusted")
                .hasMessageContaining("micro.tls.trust-store must hold the authority");
        assertThatThrownBy(checkout(config(), "localhost", registry)::start).as("trusting what the JVM does")
                .hasMessageContaining("the certificate is not trusted");
        assertThat(registry.accepted()).isZero();
    }

    @Test
    void aCertificateOfAnotherHostIsRefused() {
        TlsFront registry = shop.registryFront(elsewhere);
        for (String host : new String[] { "localhost", "127.0.0.1" }) {
            assertThatThrownBy(checkout(trusting(trusted), host, registry)::start)
                    .hasMessageContaining("the certificate is that of another host").hasMessageContaining(host);
        }
        assertThat(registry.accepted()).isZero();
    }

    @Test
    void anInstanceWithACertificateOfAnotherHostIsNotCalled() {
        TlsFront registry = shop.registryFront(localhost);
        MicroNode provider = shop.provider(builder("payments", trusting(trusted), "localhost", registry)
                .set(ConfigKeys.ADVERTISE_SELF_CHECK, false), "localhost", elsewhere);
        provider.start();
        MicroNode caller = checkout(trusting(trusted), "localhost", registry);
        caller.start();
        assertThatThrownBy(() -> greeting(caller)).isInstanceOf(ConnectFailedException.class)
                .hasMessageContaining(provider.key() + ": the certificate is that of another host");
    }

    @Test
    void aNodePresentsItselfWhereItIsAskedTo() {
        TlsFront registry = shop.registryFront(localhost, trusted.trustStore());
        MicroConfig nameless = trusting(trusted);
        // the refusal comes behind the handshake of TLS 1.3, when this client does not look for one any more
        assertThatThrownBy(checkout(nameless.with(ConfigKeys.CONNECT_TIMEOUT, Duration.ofSeconds(2)), "localhost",
                registry)::start).isInstanceOf(RegistryUnavailableException.class);
        assertThat(registry.accepted()).isZero();

        Path own = trusted.issue("checkout", "checkout.example");
        checkout(nameless.with(ConfigKeys.TLS_KEY_STORE, own.toString()).with(ConfigKeys.TLS_KEY_STORE_PASSWORD,
                PrivateAuthority.PASSWORD), "localhost", registry).start();
        assertThat(registry.accepted()).isPositive();
    }

    @Test
    void aPortWithoutTlsIsSaidToBeSo() throws IOException {
        try (ServerSocket plain = new ServerSocket(0)) {
            CompletableFuture.runAsync(() -> answerInPlainText(plain));
            String url = "wss://localhost:" + plain.getLocalPort();
            assertThatThrownBy(shop.node(MicroNode.builder("checkout").config(trusting(trusted)).registry(url)
                    .listen("127.0.0.1", 0))::start).hasMessageContaining(url + ": TLS failed (");
        }
    }

    private static void answerInPlainText(ServerSocket plain) {
        try (Socket socket = plain.accept()) {
            socket.getOutputStream().write("HTTP/1.1 400 \r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
