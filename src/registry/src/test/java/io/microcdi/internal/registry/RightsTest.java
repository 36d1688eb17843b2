package io.microcdi.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.SecurityMode;
import io.microcdi.config.UserMode;
import io.microcdi.internal.address.Announcement;
import io.microcdi.internal.json.PayloadCodec;
import io.microcdi.internal.link.IoExecutors;
import io.microcdi.internal.node.NodeEnvironment;
import io.microcdi.internal.security.ConnectPolicy;
import io.microcdi.internal.security.ConnectRequest;
import io.microcdi.internal.security.PeerIdentity;
import io.microcdi.internal.security.UserPolicy;
import io.microcdi.registry.CallProtocol;
import io.microcdi.registry.ProxyAnswer;
import io.microcdi.testing.Identities;
import io.microcdi.testing.Jwts;
import io.microcdi.testing.LogCapture;
import io.microcdi.testing.RawPeer;
import io.microcdi.testing.TestRegistry;
import io.microcdi.testing.World;

/**
 * The namespaces that a peer may register and see at a registry. To a peer, a namespace that it may not see does not
 * exist.
 */
class RightsTest {

    private static final List<String> ALL = List.of("*");

    private final World world = new World();
    private final Map<String, PeerIdentity> identities = Map.of(
            "payments", Identities.of(List.of("payments"), ALL, ALL),
            "checkout", Identities.of(List.of("checkout"), ALL, List.of("pay*", "checkout")),
            "reader", Identities.of(List.of(), ALL, List.of("orders")),
            "user", Identities.user(), "user.invalid", Identities.user());
    private final Registry registry = registry(new Identities(announced -> identities.getOrDefault(
            announced.namespace().isEmpty() ? announced.key().host() : announced.namespace(), PeerIdentity.UNPROVED)));

    private Registry registry(ConnectPolicy policy) {
        return new Registry(TestRegistry.config(world),
                new NodeEnvironment(world.timer(), world.timer(), world.random(), world.loop(), world.loop(),
                        IoExecutors.all(world.loop()), PayloadCodec.withoutBinding(), link -> null),
                world.network(), policy);
    }

    @BeforeEach
    void start() {
        registry.start();
        world.network().listen(World.REGISTRY, registry::accept);
    }

    @Test
    void aNamespaceThatAPeerMayNotSeeIsUnknownToIt() {
        peer("10.0.0.5/9000/payments?v=1&id=p");
        peer("10.0.0.6/9000/secrets?v=1&id=s");
        RawPeer checkout = peer("10.0.0.7/9000/checkout?v=1&id=c");
        assertThat(find(checkout, 1, "payments")).contains("10.0.0.5");
        assertThat(find(checkout, 2, "secrets")).isEqualTo(find(checkout, 2, "nowhere")).doesNotContain("10.0.0.6");
        assertThat(watch(checkout, 3, "secrets")).isEqualTo(watch(checkout, 3, "nowhere"));
        int before = checkout.received().size();
        peer("10.0.0.8/9000/secrets?v=1&id=t");
        world.advance(Duration.ofSeconds(1));
        assertThat(checkout.received()).as("no change is told").hasSize(before);
    }

    /** The answer does not tell the peer, so that only the audit log tells anybody. */
    @Test
    void aLookupThatIsDeniedIsInTheAuditLog() {
        peer("10.0.0.6/9000/secrets?v=1&id=s");
        peer("10.0.0.8/9000/vault?v=1&id=v");
        RawPeer checkout = peer("10.0.0.7/9000/checkout?v=1&id=c");
        RawPeer second = peer("checkout/9000");
        try (LogCapture audit = new LogCapture("io.microcdi.audit")) {
            for (int i = 1; i <= 3; i++) {
                find(checkout, i, "secrets");
            }
            watch(checkout, 4, "vault");
            command(second, 1, "where", "SECRETS");
            assertThat(audit.messages()).hasSize(3)
                    .allMatch(line -> line.startsWith("MICRO001800: Refused (rights): "));
            assertThat(audit.messages().get(0)).contains("checkout at 10.0.0.7:9000", "look up secrets");
            assertThat(audit.messages().get(1)).contains("checkout at 10.0.0.7:9000", "look up vault");
            assertThat(audit.messages().get(2)).contains("checkout:9000", "look up secrets");
            assertThat(registry.audit().refusals()).isEqualTo(5);
        }
    }

    @Test
    void aCallThroughTheGatewayToANamespaceThatTheCallerMayNotSeeIsInTheAuditLog() {
        peer("10.0.0.6/9000/secrets?v=1&id=s");
        PeerIdentity caller = Identities.of(List.of(), List.of("pay*"), List.of("pay*"));
        try (LogCapture audit = new LogCapture("io.microcdi.audit")) {
            registry.call("nowhere/x", "{}", 1_000_000_000, CallProtocol.WS, caller, Map.of());
            assertThat(audit.messages()).isEmpty();
            assertThat(registry.call("secrets/x", "{}", 1_000_000_000, CallProtocol.WS, caller, Map.of()).answer()
                    .join().outcome()).isEqualTo(ProxyAnswer.Outcome.NO_NAMESPACE);
            assertThat(audit.messages()).singleElement().asString().contains("a program", "look up secrets");
        }
    }

    @Test
    void aPeerThatMayNotRegisterUnderANameIsRefused() {
        try (LogCapture audit = new LogCapture("io.microcdi.audit")) {
            RawPeer reader = peer("10.0.0.5/9000/reader?v=1&id=r");
            assertThat(reader.closed()).startsWith("1008 ").contains("register as reader");
            assertThat(registry.instances()).isZero();
            assertThat(audit.messages()).singleElement().asString().contains(
                    "Refused (rights): reader at 10.0.0.5:9000",
                    "its proof does not allow it to register as reader");
        }
        RawPeer visitor = peer("a.invalid/1/reader?v=1&id=r");
        assertThat(visitor.closed()).isEmpty();
        assertThat(find(visitor, 1, "orders")).contains("\"status\":200");
    }

    @Test
    void inTheSecondDialectTooNamesMustBeProvedAndSeen() {
        RawPeer agent = peer("payments/9000");
        assertThat(command(agent, 1, "online", "orders")).contains("\"status\":403");
        assertThat(command(agent, 2, "online", "payments")).contains("\"status\":200");
        assertThat(registry.instances("payments")).hasSize(1);
        peer("10.0.0.6/9000/secrets?v=1&id=s");
        RawPeer asking = peer("checkout/9000");
        assertThat(command(asking, 1, "where", "payments")).contains("payments:9000");
        assertThat(command(asking, 2, "where", "SECRETS")).doesNotContain("10.0.0.6");
        assertThat(command(peer("user.invalid/9000"), 1, "where", "payments")).contains("\"status\":403");
    }

    @Test
    void anIdentityWithoutTheRoutesOfTheRegistryIsRefusedThem() {
        peer("10.0.0.5/9000/payments?v=1&id=p");
        RawPeer user = peer("a.invalid/1/user?v=1&id=u");
        assertThat(find(user, 1, "payments")).contains("\"status\":403").doesNotContain("10.0.0.5");
        assertThat(watch(user, 2, "payments")).contains("\"status\":403");
    }

    /** In the mode permissive, such a peer is admitted. */
    @Test
    void noTokenOfAUserReachesAPeerThatHasNotProvedTheNamespace() {
        world.config(world.config().with(ConfigKeys.SECURITY_USER, UserMode.FORWARD)
                .with(ConfigKeys.SECURITY_ALLOW_PLAIN, true));
        String token = Jwts.token(Jwts.rsa(2_048), "ann", world.timer().now().getEpochSecond() + 60);
        ConnectRequest proxied = new ConnectRequest("", null, "127.0.0.1", true, false, false, null, null, List.of());
        for (PeerIdentity identity : List.of(PeerIdentity.UNPROVED.from("203.0.113.9"),
                PeerIdentity.UNPROVED.from(proxied), PeerIdentity.UNPROVED.from("127.0.0.1"),
                Identities.of(List.of("bank"), ALL, ALL))) {
            Registry permissive = registry(new Permissive(identity));
            permissive.start();
            world.network().listen("10.0.0.1:8427", permissive::accept);
            RawPeer bank = RawPeer.dial(world,
                    "ws://10.0.0.1:8427/203.0.113.9/9000/bank?v=1&id=b&features=metadata,errors");
            AtomicReference<CompletableFuture<ProxyAnswer>> answer = new AtomicReference<>();
            UserPolicy.<RuntimeException, RuntimeException>run("Bearer " + token, () -> answer
                    .set(permissive.call("bank/x", "{}", 1_000_000_000, CallProtocol.WS).answer()));
            boolean trusted = !"203.0.113.9".equals(identity.remote()) && !identity.proxied();
            assertThat(bank.last().contains(token)).as("%s", identity).isEqualTo(trusted);
            assertThat(answer.get().isDone()).isEqualTo(!trusted);
            if (!trusted) {
                assertThat(answer.get().join().message()).contains("has not proved to be bank");
            }
            permissive.stop();
            world.network().unlisten("10.0.0.1:8427");
        }
    }

    private record Permissive(PeerIdentity identity) implements ConnectPolicy {

        @Override
        public SecurityMode mode() {
            return SecurityMode.PERMISSIVE;
        }

        @Override
        public Decision decide(ConnectRequest request, Announcement announced, Self self) {
            return Decision.admit(identity);
        }
    }

    private RawPeer peer(String announcement) {
        return RawPeer.dial(world, "ws://" + World.REGISTRY + "/" + announcement);
    }

    private static String find(RawPeer peer, int id, String namespace) {
        return peer.ask(id, "/-/find", "{\"namespace\":\"" + namespace + "\"}");
    }

    private static String watch(RawPeer peer, int id, String namespace) {
        return peer.ask(id, "/-/watch", "{\"namespace\":\"" + namespace + "\"}");
    }

    private static String command(RawPeer peer, int id, String cmd, String namespace) {
        peer.send("{\"id\":" + id + ",\"mode\":0,\"twoway\":true,\"data\":{\"protocol\":\"ws\",\"cmd\":\"" + cmd
                + "\",\"props\":[\"" + namespace + "\"]}}");
        return peer.last();
    }
}
