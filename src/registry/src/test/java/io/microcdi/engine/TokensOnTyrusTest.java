package io.microcdi.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.microcdi.MicroNode;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.SecurityMode;
import io.microcdi.internal.security.Tokens;
import io.microcdi.registry.MicroRegistry;
import io.microcdi.testing.LogCapture;
import io.microcdi.testing.socket.RawSocket;
import io.microcdi.testing.support.Await;

/**
 * Which peers may connect to a registry and a node in Java SE, on real sockets: the others are refused before the
 * handshake is answered.
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TokensOnTyrusTest {

    private static final String OLD = "the old secret of all";
    private static final String NEW = "the new secret of all";

    @TempDir
    private Path directory;
    private MicroRegistry registry;
    private MicroNode payments;
    private MicroNode checkout;

    @BeforeEach
    void start() throws Exception {
        for (String file : List.of("registry", "payments", "checkout")) {
            write(file, OLD);
        }
        registry = MicroRegistry.builder().set(ConfigKeys.SECURITY_MODE, SecurityMode.REQUIRED)
                .set(ConfigKeys.SECURITY_SECRET_FILE, file("registry")).listen("127.0.0.1", 0).build();
        registry.start();
        payments = node("payments");
        checkout = node("checkout");
    }

    private MicroNode node(String namespace) throws Exception {
        MicroNode node = MicroNode.builder(namespace).set(ConfigKeys.SECURITY_MODE, SecurityMode.REQUIRED)
                .set(ConfigKeys.SECURITY_SECRET_FILE, file(namespace))
                .set(ConfigKeys.REQUEST_TIMEOUT, Duration.ofSeconds(20))
                .registry("ws://127.0.0.1:" + registry.port()).listen("127.0.0.1", 0).build();
        node.register("/who", context -> namespace);
        node.start();
        node.ready().toCompletableFuture().get(20, TimeUnit.SECONDS);
        return node;
    }

    private String file(String name) {
        return directory.resolve(name).toString();
    }

    private void write(String name, String... secrets) throws IOException {
        Files.write(directory.resolve(name), List.of(secrets));
    }

    @AfterEach
    void stop() {
        checkout.stop();
        payments.stop();
        registry.stop();
    }

    @Test
    void nodesOfOneSecretCallEachOther() {
        assertThat(checkout.caller().call("payments", "/who", null, String.class)).isEqualTo("payments");
        assertThat(payments.caller().call("checkout", "/who", null, String.class))
                .as("not over the link that checkout has dialled").isEqualTo("checkout");
    }

    @Test
    void aHandlerThatCallsItsCallerOverTheLinkOfTheRequestIsToldWhichKeyToSet() {
        payments.register("/back", context -> context.peer().orElseThrow().request("/who", null, String.class)
                .toCompletableFuture().handle((answer, failure) -> String.valueOf(failure)));
        assertThat(checkout.caller().call("payments", "/back", null, String.class)).contains("403",
                "over a link that checkout has dialled it is not called (micro.security.call-back)");
    }

    @Test
    void aSecretIsReplacedWithoutAFailedCall() throws Exception {
        for (String[] step : new String[][] { { "payments", NEW, OLD }, { "registry", NEW, OLD },
                { "checkout", NEW, OLD },
                { "checkout", NEW }, { "registry", NEW }, { "payments", NEW } }) {
            write(step[0], java.util.Arrays.copyOfRange(step, 1, step.length));
            Instant end = Instant.now().plusMillis(1_500);
            while (Instant.now().isBefore(end)) {
                assertThat(checkout.caller().call("payments", "/who", null, String.class)).isEqualTo("payments");
            }
            // a new link after each step
            MicroNode late = node(step[0].equals("registry") ? "payments" : step[0]);
            late.stop();
        }
    }

    @ParameterizedTest
    @CsvSource({ "none, 401", "expired, 401", "early, 401", "audience, 401", "unsigned, 401", "secret, 401",
            "namespace, 403", "instance, 403", "valid, 101" })
    void aStrangerIsRefusedBeforeTheHandshakeByBothKinds(String kind, int status) throws Exception {
        for (String target : List.of("payments", "registry")) {
            int port = target.equals("registry") ? registry.port() : port(payments);
            try (LogCapture audit = new LogCapture("io.microcdi.audit");
                    RawSocket socket = RawSocket.handshake(port, "/127.0.0.1/9000/orders",
                            authorization(kind, target, "127.0.0.1:" + port))) {
                assertThat(socket.status()).as(target).isEqualTo(status);
                String refused = status == 403 ? "(rights)" : "(401)";
                assertThat(audit.messages()).hasSize(status == 101 ? 0 : 1).allMatch(line -> line.contains(refused)
                        && line.contains("orders at 127.0.0.1:9000, from 127.0.0.1"));
                if (status == 401) {
                    assertThat(socket.head()).containsIgnoringCase("WWW-Authenticate: Bearer");
                }
            }
        }
    }

    @Test
    void aPageSendsItsTokenAsASubprotocol() throws Exception {
        for (int port : new int[] { registry.port(), port(payments) }) {
            String target = port == registry.port() ? "registry" : "payments";
            for (String kind : List.of("valid", "secret")) {
                String token = authorization(kind, target, "127.0.0.1:" + port).replace("Authorization: Bearer ", "");
                try (RawSocket socket = RawSocket.handshake(port, "/127.0.0.1/9000/orders",
                        "Sec-WebSocket-Protocol: microcdi, microcdi.token." + token)) {
                    assertThat(socket.status()).isEqualTo(kind.equals("valid") ? 101 : 401);
                    assertThat(socket.head()).doesNotContain(token.strip());
                    if (kind.equals("valid")) {
                        assertThat(socket.head()).containsIgnoringCase("Sec-WebSocket-Protocol: microcdi\r\n");
                    }
                }
            }
        }
    }

    @Test
    void aForeignOriginIsRefusedAlsoWithAToken() throws Exception {
        for (int port : new int[] { registry.port(), port(payments) }) {
            String target = port == registry.port() ? "registry" : "payments";
            try (LogCapture audit = new LogCapture("io.microcdi.audit");
                    RawSocket socket = RawSocket.handshake(port, "/127.0.0.1/9000/orders",
                            "Origin: https://evil.example\r\n" + authorization("valid", target, "127.0.0.1:" + port))) {
                assertThat(socket.status()).isEqualTo(403);
                assertThat(audit.messages()).singleElement().asString().contains("(origin)", "https://evil.example",
                        "from 127.0.0.1");
            }
        }
    }

    /** A handshake that was admitted and then failed would stay behind as that of a peer. */
    @Test
    void theOriginIsCheckedBeforeTheProof() throws Exception {
        for (int port : new int[] { registry.port(), port(payments) }) {
            try (RawSocket socket = RawSocket.handshake(port, "/127.0.0.1/9000/orders",
                    "Origin: https://evil.example\r\n")) {
                assertThat(socket.status()).isEqualTo(403);
            }
        }
    }

    @Test
    void aPeerBehindAProxyIsNotOnThisMachine() throws Exception {
        MicroNode open = MicroNode.builder("open").registry("ws://127.0.0.1:" + registry.port()).listen("127.0.0.1", 0)
                .build();
        open.start();
        try {
            for (String header : List.of("Forwarded: for=10.0.0.9", "X-Forwarded-For: 10.0.0.9", "X-Real-IP: 10.0.0.9",
                    "Via: 1.1 proxy")) {
                assertThat(status(open, header + "\r\n")).as(header).isEqualTo(401);
            }
            assertThat(status(open, "")).isEqualTo(101);
        } finally {
            open.stop();
        }
    }

    @Test
    void aNodeWithoutTheSecretIsToldWhichKeyToSet() {
        try (LogCapture log = new LogCapture("io.microcdi.discovery")) {
            MicroNode stranger = MicroNode.builder("stranger").set(ConfigKeys.REQUEST_TIMEOUT, Duration.ofSeconds(2))
                    .registry("ws://127.0.0.1:" + registry.port()).listen("127.0.0.1", 0).build();
            stranger.start();
            try {
                assertThat(stranger.isRegistered()).isFalse();
                Await.until(() -> log.messages().stream()
                        .anyMatch(line -> line.contains("401") && line.contains("micro.security.secret")));
                assertThatThrownBy(() -> stranger.caller().call("payments", "/who", null, String.class))
                        .isInstanceOf(RuntimeException.class);
            } finally {
                stranger.stop();
            }
        }
    }

    private static int status(MicroNode node, String headers) throws IOException {
        try (RawSocket socket = RawSocket.handshake(port(node), "/127.0.0.1/9000/orders", headers)) {
            return socket.status();
        }
    }

    private static int port(MicroNode node) {
        return Integer.parseInt(node.key().substring(node.key().lastIndexOf(':') + 1));
    }

    private static String authorization(String kind, String target, String address) {
        long now = Instant.now().getEpochSecond() + (kind.equals("expired") ? -600 : kind.equals("early") ? 600 : 0);
        String issuer = kind.equals("namespace") ? "payments 127.0.0.1:9000"
                : kind.equals("instance") ? "orders 127.0.0.1:9001" : "orders 127.0.0.1:9000";
        String claims = Tokens.claims(issuer, (kind.equals("audience") ? "shop" : target) + " " + address, now,
                now + 60);
        return kind.equals("none") ? ""
                : "Authorization: Bearer " + (kind.equals("unsigned")
                        ? Tokens.encode("{\"alg\":\"none\"}") + "." + Tokens.encode(claims) + "."
                        : Tokens.signed(Tokens.HS256, claims, kind.equals("secret") ? NEW : OLD)) + "\r\n";
    }
}
