package io.microcdi.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.config.ConfigKeys;
import io.microcdi.internal.json.PayloadCodec;
import io.microcdi.internal.link.IoExecutors;
import io.microcdi.internal.link.Receiver;
import io.microcdi.internal.link.Transport;
import io.microcdi.internal.node.NodeEnvironment;
import io.microcdi.internal.security.ConnectRefusal;
import io.microcdi.internal.security.ConnectRequest;
import io.microcdi.internal.security.PeerIdentity;
import io.microcdi.internal.security.TokenPolicy;
import io.microcdi.internal.security.Tokens;
import io.microcdi.internal.websocket.LinkAcceptor;
import io.microcdi.registry.CallProtocol;
import io.microcdi.testing.LogCapture;
import io.microcdi.testing.RawPeer;
import io.microcdi.testing.TestRegistry;
import io.microcdi.testing.World;

/** In the modes that refuse nobody, a peer with a token has the rights of a peer without one. */
class LimitedTokensTest {

    private static final String SECRET = "the secret of all nodes";
    private static final String NOTHING = ",\"register\":[],\"call\":[],\"see\":[]";

    @TempDir
    private Path directory;
    private final World world = new World();
    private Registry registry;

    @BeforeEach
    void settings() {
        world.set(ConfigKeys.SECURITY_SECRET, List.of(SECRET)).set(ConfigKeys.SECURITY_ALLOW_PLAIN, true)
                .set(ConfigKeys.SECURITY_MODE_FILE, directory.resolve("mode").toString())
                .set(ConfigKeys.SECURITY_NAMES, List.of("10.0.0.1"))
                .set(ConfigKeys.ANNOUNCE_RANGES, List.of("10.0.0.0/8"));
    }

    private void start(String mode) throws IOException {
        write(mode);
        registry = new Registry(TestRegistry.config(world),
                new NodeEnvironment(world.timer(), world.timer(), world.random(), world.loop(), world.loop(),
                        IoExecutors.all(world.loop()), PayloadCodec.withoutBinding(), link -> null),
                world.network(), new TokenPolicy(world.config(), world.timer()));
        registry.start();
        world.network().listen(World.REGISTRY, new Acceptor(registry));
    }

    private record Acceptor(Registry registry) implements LinkAcceptor {

        @Override
        public Receiver accept(Transport transport, String path, String query) {
            return registry.accept(transport, path, query);
        }

        @Override
        public Optional<ConnectRefusal> refusal(ConnectRequest request, Supplier<Optional<ConnectRefusal>> last) {
            return registry.refusal(request, last);
        }
    }

    private void write(String mode) throws IOException {
        Files.writeString(directory.resolve("mode"), mode + "\n");
    }

    private void change(String mode) throws IOException {
        write(mode);
        world.advance(Duration.ofSeconds(2));
    }

    /** Dials with a token of its own namespace. */
    private RawPeer dial(String path, String namespace, String more) {
        String[] address = path.split("[/?]");
        return RawPeer.dial(world, "ws://" + World.REGISTRY + "/" + path,
                token(namespace + " " + address[0] + ":" + address[1], more));
    }

    private String token(String issuer, String more) {
        long now = world.timer().now().getEpochSecond();
        return "Bearer "
                + Tokens.signed(Tokens.HS256, Tokens.claims(issuer, "registry " + World.REGISTRY, now, now + 60)
                        .replace(",\"jti\"", more + ",\"jti\""), SECRET);
    }

    private static void assertLines(LogCapture audit, String mode, String text) {
        if (mode.equals("off")) {
            assertThat(audit.messages()).isEmpty();
        } else {
            assertThat(audit.messages()).singleElement().asString()
                    .contains("MICRO001801", "Would be refused", "micro.security.mode=permissive", text);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "off", "permissive" })
    void aTokenHindersNobodyToRegister(String mode) throws IOException {
        start(mode);
        try (LogCapture audit = new LogCapture("io.microcdi.audit")) {
            assertThat(dial("10.0.0.7/9000/orders?v=1&id=o", "orders", NOTHING).closed()).isEmpty();
            assertThat(registry.instances("orders")).hasSize(1);
            assertLines(audit, mode, "orders at 10.0.0.7:9000");
        }
        try (LogCapture audit = new LogCapture("io.microcdi.audit")) {
            RawPeer second = dial("10.0.0.8/9000", "billing", NOTHING);
            assertThat(command(second, 1, "online", "billing")).contains("\"status\":200");
            assertThat(command(second, 2, "online", "billing")).contains("\"status\":200");
            assertThat(registry.instances("billing")).hasSize(1);
            assertLines(audit, mode, "billing at 10.0.0.8:9000");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "off", "permissive" })
    void aTokenHidesNothing(String mode) throws IOException {
        start(mode);
        RawPeer secrets = dial("10.0.0.6/9000/secrets?v=1&id=s", "secrets", "");
        RawPeer first = dial("a.invalid/1/reader?v=1&id=r", "reader", NOTHING);
        try (LogCapture audit = new LogCapture("io.microcdi.audit")) {
            assertThat(find(first, 1)).contains("10.0.0.6");
            assertThat(find(first, 2)).contains("10.0.0.6");
            assertThat(first.ask(3, "/-/watch", "{\"namespace\":\"secrets\"}")).contains("10.0.0.6");
            assertLines(audit, mode, "look up secrets");
        }
        secrets.close(1000, "");
        world.advance(Duration.ofSeconds(1));
        assertThat(first.last()).as("a watch gets the changes").contains("/-/changed", "10.0.0.6");
        dial("10.0.0.6/9000/secrets?v=1&id=t", "secrets", "");
        RawPeer second = dial("10.0.0.8/9000", "billing", NOTHING);
        try (LogCapture audit = new LogCapture("io.microcdi.audit")) {
            assertThat(command(second, 1, "where", "secrets")).contains("10.0.0.6");
            assertLines(audit, mode, "look up secrets");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "off", "permissive" })
    void aTokenHindersNobodyToCallThroughTheGateway(String mode) throws IOException {
        start(mode);
        RawPeer secrets = dial("10.0.0.6/9000/secrets?v=1&id=s", "secrets", "");
        PeerIdentity caller = sender();
        assertThat(caller.visible().contains("secrets")).isTrue();
        try (LogCapture audit = new LogCapture("io.microcdi.audit")) {
            registry.call("secrets/x", "{}", 1_000_000_000, CallProtocol.WS, caller, Map.of());
            assertThat(secrets.last()).contains("\"/x\"");
            registry.call("secrets/y", "{}", 1_000_000_000, CallProtocol.WS, caller, Map.of());
            assertThat(secrets.last()).contains("\"/y\"");
            assertLines(audit, mode, "the call of secrets");
        }
        assertThat(registry.admitsNow(caller)).isTrue();
        change("required");
        assertThat(registry.admitsNow(caller)).as("it reads more than its token allows").isFalse();
        assertThat(sender().visible().contains("secrets")).isFalse();
        assertThat(registry.call("secrets/x", "{}", 1_000_000_000, CallProtocol.WS, caller, Map.of()).answer().join()
                .status()).isEqualTo("403");
    }

    private PeerIdentity sender() {
        return registry.decide(new ConnectRequest("/api/namespaces", null, "10.0.0.99", false, false, false,
                token("page page.invalid:1", NOTHING), null, List.of())).identity();
    }

    @Test
    void aStreamOfEventsEndsWithItsTokenOnlyWhereProofsAreNeeded() throws IOException {
        start("permissive");
        PeerIdentity all = registry.decide(new ConnectRequest("/api/events", null, "10.0.0.99", false, false, false,
                token("page page.invalid:1", ""), null, List.of())).identity();
        world.advance(Duration.ofSeconds(90));
        assertThat(registry.admitsNow(all)).isTrue();
        change("required");
        assertThat(registry.admitsNow(all)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = { "off", "permissive" })
    void linksThatOnlyTheModeHasAllowedEndWithTheMode(String mode) throws IOException {
        start(mode);
        RawPeer stranger = RawPeer.dial(world, "ws://" + World.REGISTRY + "/10.0.0.5/9000/payments?v=1&id=p");
        RawPeer first = dial("10.0.0.7/9000/orders?v=1&id=o", "orders", NOTHING);
        RawPeer second = dial("10.0.0.8/9000", "billing", NOTHING);
        command(second, 1, "online", "billing");
        RawPeer watching = dial("a.invalid/1/reader?v=1&id=r", "reader", ",\"see\":[\"pay*\"]");
        watching.ask(1, "/-/watch", "{\"namespace\":\"secrets\"}");
        RawPeer modest = dial("b.invalid/1/modest?v=1&id=m", "modest", ",\"register\":[],\"see\":[\"pay*\"]");
        modest.ask(1, "/-/watch", "{\"namespace\":\"payments\"}");
        RawPeer other = dial("10.0.0.9/9000", "stock", "");
        command(other, 1, "online", "stock");
        change("required");
        for (RawPeer gone : List.of(stranger, first, second, watching)) {
            assertThat(gone.closed()).startsWith("1008 ");
        }
        assertThat(modest.closed()).isEmpty();
        assertThat(other.closed()).isEmpty();
        assertThat(registry.namespaces()).extracting("name").containsExactly("stock");
        assertThatThrownBy(() -> dial("10.0.0.7/9000/orders?v=1&id=o", "orders", NOTHING)).hasMessageContaining("403");
        dial("10.0.0.7/9000/orders?v=1&id=o", "orders", "");
        assertThat(registry.instances("orders")).hasSize(1);
    }

    /** Its first token has allowed the watch, and its second one does not. */
    @Test
    void aTokenThatAllowsLessThanTheOneBeforeEndsTheLinkWithTheMode() throws IOException {
        start("permissive");
        RawPeer reader = dial("a.invalid/1/reader?v=1&id=r", "reader", "");
        reader.ask(1, "/-/watch", "{\"namespace\":\"secrets\"}");
        renew(reader, token("reader a.invalid:1", NOTHING));
        assertThat(reader.closed()).isEmpty();
        change("required");
        assertThat(reader.closed()).startsWith("1008 ");
    }

    @ParameterizedTest
    @ValueSource(strings = { "off", "permissive" })
    void aTokenThatRenewsNothingIsNotRefused(String mode) throws IOException {
        start(mode);
        RawPeer reader = dial("a.invalid/1/reader?v=1&id=r", "reader", "");
        try (LogCapture audit = new LogCapture("io.microcdi.audit")) {
            renew(reader, "Bearer nonsense");
            renew(reader, "Bearer nonsense");
            assertLines(audit, mode, "its link is not renewed");
        }
    }

    @Test
    void aTokenOfAnotherNamespaceAllowsNoLessThanNone() throws IOException {
        world.set(ConfigKeys.ANNOUNCE_RANGES, List.of("10.0.0.7/32"));
        start("off");
        assertThatThrownBy(() -> RawPeer.dial(world, "ws://" + World.REGISTRY + "/10.0.1.7/9000/orders"))
                .as("a host is checked in this mode too").hasMessageContaining("403");
        assertThat(dial("10.0.0.7/9000/orders?v=1&id=o", "billing", NOTHING).closed()).isEmpty();
        assertThat(registry.instances("orders")).hasSize(1);
    }

    private static void renew(RawPeer peer, String bearer) {
        peer.send("{\"id\":9,\"mode\":0,\"twoway\":false,\"data\":{\"url\":\"/-/token\",\"data\":{\"token\":\""
                + bearer.substring("Bearer ".length()) + "\"}}}");
    }

    private static String find(RawPeer peer, int id) {
        return peer.ask(id, "/-/find", "{\"namespace\":\"secrets\"}");
    }

    private static String command(RawPeer peer, int id, String cmd, String namespace) {
        peer.send("{\"id\":" + id + ",\"mode\":0,\"twoway\":true,\"data\":{\"protocol\":\"ws\",\"cmd\":\"" + cmd
                + "\",\"props\":[\"" + namespace + "\"]}}");
        return peer.last();
    }
}
