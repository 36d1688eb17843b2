package io.microcdi.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.config.SecurityMode;
import io.microcdi.internal.address.Announcement;
import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.json.PayloadCodec;
import io.microcdi.internal.link.IoExecutors;
import io.microcdi.internal.link.Receiver;
import io.microcdi.internal.link.Transport;
import io.microcdi.internal.node.NodeEnvironment;
import io.microcdi.internal.security.ConnectPolicy;
import io.microcdi.internal.security.ConnectPolicy.Decision;
import io.microcdi.internal.security.ConnectPolicy.Self;
import io.microcdi.internal.security.ConnectRefusal;
import io.microcdi.internal.security.ConnectRequest;
import io.microcdi.internal.security.Lease;
import io.microcdi.internal.security.NamespaceGlobs;
import io.microcdi.internal.security.PeerIdentity;
import io.microcdi.internal.security.TokenPolicy;
import io.microcdi.internal.websocket.LinkAcceptor;
import io.microcdi.registry.CallProtocol;
import io.microcdi.registry.ProxyAnswer;
import io.microcdi.testing.RawPeer;
import io.microcdi.testing.TestRegistry;
import io.microcdi.testing.World;

/** The registries of a cluster admit each other's links for calls, without another secret and without TLS. */
class MemberPolicyTest {

    private static final String A = "10.0.0.1:8427";
    private static final String B = "10.0.0.2:8427";
    private static final Self REGISTRY = new Self("registry", InstanceKey.of("a.invalid", 1, ""));
    private static final String TOKEN_OF_A = "token of a";
    private static final Announcement VISITOR = visitor("b1.invalid", "v=1");
    private static final Announcement NODE = Announcement.parse("/10.0.0.9/80/payments", "v=1");
    private static final InstanceKey TO_A = InstanceKey.of("10.0.0.1", 8427, "");

    private final World world = new World().set(ConfigKeys.SECURITY_MODE, SecurityMode.REQUIRED);
    private final MemoryCluster cluster = new MemoryCluster(world.loop());
    private final MemoryCluster.Participant sideOfA = cluster.join(A);
    private final MemoryCluster.Participant sideOfB = cluster.join(B);

    /** The announcement of another registry that dials A. */
    private static Announcement visitor(String host, String query) {
        InstanceKey key = Announcement.parse("/" + host + "/1/b1", query).key();
        return Announcement.parse("/" + host + "/1/" + MemberCalls.proof(TOKEN_OF_A, key), query);
    }

    private MicroConfig required(boolean secret) {
        MicroConfig config = TestRegistry.config(world);
        config = config.with(ConfigKeys.SECURITY_NAMES, List.of("10.0.0.1", "10.0.0.2"));
        return secret ? config.with(ConfigKeys.SECURITY_SECRET, List.of("a secret of the mesh")) : config;
    }

    private Registry registry(String address, MemoryCluster.Participant side, MicroConfig config) {
        return registry(address, side, config, "ws://" + address);
    }

    private Registry registry(String address, MemoryCluster.Participant side, MicroConfig config, String told) {
        Registry registry = new Registry(config,
                new NodeEnvironment(world.timer(), world.timer(), world.random(), world.loop(), world.loop(),
                        IoExecutors.all(world.loop()), PayloadCodec.withoutBinding(), link -> null),
                world.network(), new TokenPolicy(config, world.timer()));
        registry.join(side, told);
        registry.start();
        world.network().listen(address, new LinkAcceptor() {

            @Override
            public Receiver accept(Transport transport, String path, String query) {
                return registry.accept(transport, path, query);
            }

            @Override
            public Optional<ConnectRefusal> refusal(ConnectRequest request,
                    Supplier<Optional<ConnectRefusal>> last) {
                return registry.refusal(request, last);
            }
        });
        return registry;
    }

    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void aRegistryCallsTheInstanceOfAnotherMachineWithoutTls(boolean secretOfNodes) {
        registry(A, sideOfA, required(true));
        Registry b = registry(B, sideOfB, required(secretOfNodes));
        String token = new TokenPolicy(required(true).with(ConfigKeys.SECURITY_ALLOW_PLAIN, true), world.timer())
                .authorization(Announcement.parse("/10.0.0.99/9000/payments", "v=1"), new Self("payments", null),
                        TO_A, "registry", false)
                .orElseThrow();
        RawPeer node = RawPeer.dial(world,
                "ws://" + A + "/10.0.0.99/9000/payments?v=1&id=n1&features=lease,deadline,metadata,errors", token);
        CompletableFuture<ProxyAnswer> answer = b.call("payments/charge", "1", Duration.ofSeconds(5).toNanos(),
                CallProtocol.WS, PeerIdentity.UNPROVED, Map.of()).answer();
        assertThat(answer).isNotDone();
        node.send("{\"id\":" + node.last().replaceAll("^\\{\"id\":([0-9]+),.*", "$1")
                + ",\"mode\":1,\"data\":{\"status\":200,\"data\":2}}");
        assertThat(answer.join()).isEqualTo(new ProxyAnswer(ProxyAnswer.Outcome.ANSWERED, "200", "2", null, true));
        world.advance(Duration.ofMinutes(5));
        assertThat(world.network().last(A).isClosed()).as("the link stays").isFalse();
    }

    /**
     * Somebody between two registries answers one as the other. The nonce of its hello is a part of the text
     * that the proof of the next call is made of: that must not be the text of the proof of a handshake.
     */
    @ParameterizedTest
    @ValueSource(strings = { "999999999 payments 10.6.6.6:80", "handshake\\n999999999 payments 10.6.6.6:80",
            "999999999" })
    void theProofOfACallOpensNoLink(String nonce) {
        RawPeer between = RawPeer.listen(world, "10.0.0.66:8427");
        Registry a = registry(A, sideOfA, required(true), "ws://10.0.0.66:8427");
        Registry b = registry(B, sideOfB, required(true));
        RawPeer.dial(world, "ws://" + A + "/10.0.0.99/9000/payments?v=1&id=n1&features=errors",
                new TokenPolicy(required(true).with(ConfigKeys.SECURITY_ALLOW_PLAIN, true), world.timer())
                        .authorization(Announcement.parse("/10.0.0.99/9000/payments", "v=1"),
                                new Self("payments", null), TO_A, "registry", false)
                        .orElseThrow());
        assertThat(b.instances("payments")).hasSize(1);
        b.call("payments/charge", "1", Duration.ofSeconds(5).toNanos(), CallProtocol.WS, PeerIdentity.UNPROVED,
                Map.of());
        between.send("{\"id\":0,\"mode\":0,\"twoway\":false,\"data\":{\"url\":\"/-/hello\",\"data\":{\"v\":1,"
                + "\"id\":\"a\",\"namespace\":\"registry\",\"features\":[\"errors\",\"metadata\"],\"nonce\":\"" + nonce
                + "\"}}}");
        List<String> proofs = between.received().stream().filter(frame -> frame.contains("\"proof\":\""))
                .map(frame -> frame.replaceAll(".*\"proof\":\"([^\"]*)\".*", "$1")).toList();
        for (String proof : proofs) {
            assertThat(proof).isNotEmpty();
            assertThat(a.refusal(new ConnectRequest("/10.6.6.6/80/payments", "v=1&id=x&path=/-/forward", "10.6.6.6",
                    false, false, false, "Bearer member.999999999." + proof, null, List.of()), Optional::empty))
                    .hasValueSatisfying(refusal -> assertThat(refusal.status()).isEqualTo(401));
        }
        assertThat(proofs).as("a nonce in base64url is answered").hasSize(nonce.indexOf(' ') < 0 ? 1 : 0);
    }

    @Test
    void aProofWithoutItsLabelIsNone() {
        join();
        String visitor = Lease.proof(TOKEN_OF_A, "1", " " + VISITOR.namespace() + " " + VISITOR.key());
        assertThat(decide(ofA, "Bearer member.1." + visitor, VISITOR).refusal().status()).isEqualTo(401);
        String forged = Lease.proof(TOKEN_OF_A, "999999999 payments 10.6.6.6:80", "/-/forward");
        Announcement instance = Announcement.parse("/10.6.6.6/80/payments", "v=1&id=x&path=/-/forward");
        assertThat(instance.key()).hasToString("10.6.6.6:80/-/forward");
        assertThat(decide(ofA, "Bearer member.999999999." + forged, instance).refusal().status()).isEqualTo(401);
    }

    @Test
    void aProofRegistersNoInstance() {
        join();
        String proof = ofB.authorization(NODE, REGISTRY, TO_A, "registry", false).orElseThrow();
        assertThat(decide(ofA, proof, NODE).refusal().status()).isEqualTo(401);
        Announcement visitor = Announcement.parse("/b1.invalid/1/payments", "v=1");
        assertThat(decide(ofA, ofB.authorization(visitor, REGISTRY, TO_A, "registry", false).orElseThrow(), visitor)
                .refusal().status()).as("a namespace that is no proof").isEqualTo(401);
        Announcement callable = visitor("10.0.0.9", "v=1");
        assertThat(decide(ofA, ofB.authorization(callable, REGISTRY, TO_A, "registry", false).orElseThrow(), callable)
                .refusal().status()).as("a host that can be called").isEqualTo(401);
    }

    private final MemberPolicy ofA = new MemberPolicy(new TokenPolicy(required(false), world.timer()));
    private final MemberPolicy ofB = new MemberPolicy(new TokenPolicy(required(false), world.timer()));

    @BeforeEach
    void begin() {
        ofA.begin(sideOfA, TOKEN_OF_A);
        ofB.begin(sideOfB, "token of b");
    }

    private void join() {
        sideOfA.start("ws://" + A, TOKEN_OF_A, new Nobody());
        sideOfB.start("ws://" + B, "token of b", new Nobody());
    }

    /** Learns nothing. */
    private static final class Nobody implements Replication.Remote {

        @Override
        public void changed(String owner, List<Replication.Entry> put, List<Replication.Removal> removed) {
            // as said
        }

        @Override
        public void whole(String owner, List<Replication.Entry> entries) {
            // as said
        }

        @Override
        public void calls(String owner, String text) {
            // as said
        }

        @Override
        public void holds(String owner, String text) {
            // as said
        }

        @Override
        public List<String> holds() {
            return List.of();
        }

        @Override
        public void lost(String owner) {
            // as said
        }

        @Override
        public List<Replication.Orphans> orphans() {
            return List.of();
        }

        @Override
        public void orphans(Replication.Orphans of) {
            // as said
        }
    }

    private String proof() {
        return ofB.authorization(VISITOR, REGISTRY, TO_A, "registry", false).orElseThrow();
    }

    private Decision decide(ConnectPolicy policy, String authorization, Announcement announced) {
        return policy.decide(new ConnectRequest("/", null, "10.0.0.2", false, false, false, authorization, null,
                List.of()), announced, REGISTRY);
    }

    @Test
    void aProofAllowsNothingButCallsOfMembers() {
        join();
        assertThat(decide(ofA, proof(), VISITOR)).isEqualTo(Decision.admit(new PeerIdentity("10.0.0.2",
                NamespaceGlobs.of(List.of(VISITOR.namespace())), NamespaceGlobs.NONE, NamespaceGlobs.NONE, true, null,
                Long.MAX_VALUE)));
    }

    @Test
    void aProofCountsOnce() {
        join();
        String first = proof();
        String second = proof();
        assertThat(decide(ofA, second, VISITOR).isAdmitted()).isTrue();
        assertThat(decide(ofA, second, VISITOR).refusal().status()).isEqualTo(401);
        assertThat(decide(ofA, first, VISITOR).isAdmitted()).as("an earlier one").isFalse();
        assertThat(decide(ofA, proof(), VISITOR).isAdmitted()).as("the next one").isTrue();
    }

    @Test
    void aProofIsForOneAnnouncementAndOneRegistry() {
        join();
        assertThat(decide(ofA, proof(), NODE).refusal().status()).isEqualTo(401);
        assertThat(decide(ofB, proof(), VISITOR).refusal().status()).isEqualTo(401);
        ofA.end();
        assertThat(decide(ofA, proof(), VISITOR).refusal().status()).as("outside a cluster").isEqualTo(401);
    }

    @Test
    void aProofIsNoneForARequestWithoutAHandshake() {
        join();
        ConnectRequest request = new ConnectRequest("/", null, "10.0.0.2", false, false, false, proof(), null,
                List.of());
        assertThat(ofA.decide(request, REGISTRY).isAdmitted()).isFalse();
        assertThat(ofA.decide(request, null, REGISTRY).isAdmitted()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = { "member.", "member.1", "member.1.", "member.1.AAAA", "member.1.A.A", "member.x.AAAA",
            "member.99999999999999999999.AAAA" })
    void aTextThatIsNoProofIsRefused(String text) {
        join();
        assertThat(decide(ofA, "Bearer " + text, VISITOR).refusal().status()).isEqualTo(401);
        assertThat(ofA.renew(text, PeerIdentity.UNPROVED, VISITOR, REGISTRY).isAdmitted()).isFalse();
    }

    @Test
    void onlyMembersAreDialledWithAProof() {
        join();
        InstanceKey other = InstanceKey.of("10.0.0.3", 8427, "");
        assertThat(ofB.authorization(VISITOR, REGISTRY, other, "registry", false)).isEmpty();
        assertThat(ofB.authorization(VISITOR, REGISTRY, TO_A, "payments", false)).as("another namespace").isEmpty();
    }

    @Test
    void aLinkIsRenewedWithItsRights() {
        join();
        PeerIdentity before = decide(ofA, proof(), VISITOR).identity();
        String next = proof().substring("Bearer ".length());
        assertThat(ofA.renew(next, before, VISITOR, REGISTRY)).isEqualTo(Decision.admit(before));
        assertThat(ofA.renew(next, before, VISITOR, REGISTRY).isAdmitted()).isFalse();
    }
}
