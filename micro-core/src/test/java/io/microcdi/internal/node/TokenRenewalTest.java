package io.microcdi.internal.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.SecurityMode;
import io.microcdi.internal.address.Announcement;
import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.security.ConnectPolicy;
import io.microcdi.internal.security.ConnectRequest;
import io.microcdi.internal.security.PeerIdentity;
import io.microcdi.internal.security.Tokens;
import io.microcdi.testing.LogCapture;
import io.microcdi.testing.RawPeer;
import io.microcdi.testing.TestNode;
import io.microcdi.testing.World;

/** A link lives as long as the proof of its peer, which a node of this project renews. */
class TokenRenewalTest {

    private static final String OLD = "the old secret of all";
    private static final String NEW = "the new secret of all";
    private static final Duration MINUTES = Duration.ofMinutes(5);

    @TempDir
    private Path directory;
    private final World world = new World();
    private TestNode payments;
    private TestNode orders;

    @BeforeEach
    void startNodes() throws IOException {
        payments = node("payments", "10.0.0.5:80");
        orders = node("orders", "10.0.0.9:80");
        orders.node().announce(orders.find(), "ws");
    }

    private TestNode node(String namespace, String address) throws IOException {
        write(namespace, OLD);
        world.set(ConfigKeys.SECURITY_MODE, SecurityMode.REQUIRED).set(ConfigKeys.SECURITY_ALLOW_PLAIN, true)
                .set(ConfigKeys.SECURITY_SECRET_FILE, directory.resolve(namespace).toString());
        TestNode node = world.node(namespace, address).listen();
        node.node().announce(node.find(), "ws");
        node.route("/x", context -> "done");
        return node;
    }

    private void write(String namespace, String... secrets) throws IOException {
        Files.write(directory.resolve(namespace), List.of(secrets));
    }

    @Test
    void aLinkIsRenewedWhileItIsOpen() {
        Link link = dial();
        world.advance(MINUTES);
        assertThat(link.isOpen()).isTrue();
        assertThat(payments.node().openLinks()).singleElement()
                .matches(accepted -> accepted.peer().identity().proves("orders"));
    }

    @Test
    void aLinkThatIsNotRenewedIsClosed() {
        RawPeer peer = RawPeer.dial(world, "ws://10.0.0.5:80/10.0.0.7/80/checkout", token(OLD));
        world.advance(Duration.ofSeconds(65));
        assertThat(peer.closed()).isEmpty();
        world.advance(Duration.ofSeconds(10));
        assertThat(peer.closed()).isEqualTo("1008 the token has ended");
    }

    @ParameterizedTest
    @EnumSource(value = SecurityMode.class, names = { "PERMISSIVE", "OFF" })
    void whereNobodyMustProveAnythingALinkOutlivesItsToken(SecurityMode mode) {
        World open = new World();
        open.set(ConfigKeys.SECURITY_MODE, mode).set(ConfigKeys.SECURITY_SECRET, List.of(OLD));
        TestNode node = open.node("payments", "10.0.0.5:80").listen();
        node.node().announce(node.find(), "ws");
        RawPeer peer = RawPeer.dial(open, "ws://10.0.0.5:80/10.0.0.7/80/checkout", token(OLD));
        open.advance(Duration.ofSeconds(80));
        assertThat(peer.closed()).isEmpty();
    }

    @Test
    void aPeerOfAnotherKindRenewsByAPush() {
        RawPeer peer = RawPeer.dial(world, "ws://10.0.0.5:80/10.0.0.7/80/checkout", token(OLD));
        for (int i = 0; i < 5; i++) {
            world.advance(Duration.ofSeconds(50));
            peer.send("{\"id\":" + i + ",\"mode\":0,\"data\":{\"url\":\"/-/token\",\"data\":{\"token\":\""
                    + token(OLD).substring("Bearer ".length()) + "\"}}}");
        }
        assertThat(peer.closed()).isEmpty();
    }

    private void renew(RawPeer peer, String... rights) {
        long now = world.timer().now().getEpochSecond();
        String claims = Tokens.claims("checkout 10.0.0.7:80", "payments 10.0.0.5:80", now, now + 60);
        String token = Tokens.signed(Tokens.HS256, claims.substring(0, claims.length() - 1)
                + (rights.length == 0 ? "" : "," + String.join(",", rights)) + "}", OLD);
        peer.send("{\"id\":1,\"mode\":0,\"data\":{\"url\":\"/-/token\",\"data\":{\"token\":\"" + token + "\"}}}");
    }

    @Test
    void aRenewalWithOtherRightsToRegisterOrSeeEndsTheLinkWithWhatTheRightsHaveBought() {
        for (String right : new String[] { "\"register\":[\"other\"]", "\"register\":[\"checkout\",\"x\"]",
                "\"see\":[\"payments\"]" }) {
            RawPeer peer = RawPeer.dial(world, "ws://10.0.0.5:80/10.0.0.7/80/checkout", token(OLD));
            renew(peer);
            assertThat(peer.closed()).isEmpty();
            renew(peer, right);
            world.advance(Duration.ofSeconds(1));
            assertThat(peer.closed()).as(right).startsWith("1008");
        }
    }

    @Test
    void aRenewalWithOtherRightsToCallCountsAtTheNextCall() {
        RawPeer peer = RawPeer.dial(world, "ws://10.0.0.5:80/10.0.0.7/80/checkout", token(OLD));
        renew(peer, "\"call\":[\"audit\"]");
        world.advance(Duration.ofSeconds(1));
        assertThat(peer.closed()).isEmpty();
        peer.send("{\"id\":2,\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"/x\"}}");
        assertThat(peer.last()).contains("403");
    }

    @Test
    void anInvalidRenewalChangesNothingAndIsWritten() {
        RawPeer peer = RawPeer.dial(world, "ws://10.0.0.5:80/10.0.0.7/80/checkout", token(OLD));
        try (LogCapture audit = new LogCapture("io.microcdi.audit")) {
            for (String data : new String[] { "null", "{}", "{\"token\":1}", "[]", "{\"token\":\"x\"}",
                    "{\"token\":\"" + token(NEW).substring("Bearer ".length()) + "\"}" }) {
                peer.send("{\"id\":1,\"mode\":0,\"data\":{\"url\":\"/-/token\",\"data\":" + data + "}}");
            }
            assertThat(audit.messages()).hasSize(6)
                    .allMatch(line -> line.contains("(401)") && line.contains("checkout"));
        }
        assertThat(peer.closed()).isEmpty();
        world.advance(Duration.ofSeconds(75));
        assertThat(peer.closed()).startsWith("1008");
    }

    @Test
    void aWithdrawnSecretEndsItsLinksWithinAboutAMinute() throws IOException {
        Link link = dial();
        world.advance(MINUTES);
        write("payments", NEW);
        world.advance(Duration.ofSeconds(75));
        assertThat(link.isOpen()).isFalse();
        assertThatThrownBy(this::dial).hasMessageContaining("401");
    }

    @Test
    void aSecretIsReplacedWithoutALossOfLinksInAnyOrder() throws IOException {
        Link link = dial();
        for (String[] step : new String[][] { { "orders", NEW, OLD }, { "payments", NEW, OLD }, { "payments", NEW },
                { "orders", NEW }, { "payments", OLD, NEW }, { "orders", OLD, NEW }, { "orders", OLD },
                { "payments", OLD } }) {
            write(step[0], java.util.Arrays.copyOfRange(step, 1, step.length));
            world.advance(MINUTES);
            assertThat(link.isOpen()).as(String.join(" ", step)).isTrue();
        }
    }

    @Test
    void aMovedClockClosesNoLinkThatIsOpen() {
        Link link = dial();
        world.advance(Duration.ofSeconds(5));
        world.timer().moveClock(Duration.ofHours(1));
        world.advance(MINUTES);
        assertThat(link.isOpen()).isTrue();
    }

    @Test
    void aNodeReachesItselfByALinkThatCountsForNothing() {
        assertThat(new SelfCheck(payments.node()).run(Duration.ofSeconds(1).toNanos())).isCompleted();
        assertThat(payments.node().reservedLinks()).isZero();
    }

    /** As at a slow start: the node has begun to dial itself more than five seconds ago. */
    @Test
    void aNodeThatReachesItselfTooLateIsNotInItsAuditLog() {
        String proof = payments.node().policy().ownProof().orElseThrow();
        world.advance(Duration.ofSeconds(6));
        try (LogCapture audit = new LogCapture("io.microcdi.audit")) {
            assertThat(payments.node()
                    .refusal(new ConnectRequest("/10.0.0.5/80/payments", null, "10.0.0.5", false, false,
                            false, proof, null, List.of())))
                    .hasValueSatisfying(
                            refusal -> assertThat(refusal.status()).isEqualTo(503));
            assertThat(payments.node()
                    .refusal(new ConnectRequest("/10.0.0.5/80/payments", null, "10.0.0.9", false, false,
                            false, "Bearer self.forged", null, List.of())))
                    .hasValueSatisfying(
                            refusal -> assertThat(refusal.status()).isEqualTo(401));
            assertThat(audit.messages()).singleElement().asString().contains("10.0.0.9");
        }
    }

    @Test
    void aChangedSecretIsReadAlsoWhereNothingUsesIt() throws IOException {
        write("payments", NEW, OLD);
        try (LogCapture log = new LogCapture("io.microcdi.security")) {
            world.advance(Duration.ofSeconds(21));
            assertThat(log.messages()).filteredOn(line -> line.startsWith("MICRO001807")).hasSize(1);
        }
    }

    /** The hello tells the id of a node to everyone. */
    @Test
    void theLinkOfAPeerThatAnnouncesTheIdOfTheNodeCountsAndEndsWithItsToken() {
        RawPeer peer = RawPeer.dial(world,
                "ws://10.0.0.5:80/10.0.0.7/80/checkout?v=1&id=" + payments.node().id(), token(OLD));
        assertThat(payments.node().openLinks()).hasSize(1);
        world.advance(Duration.ofSeconds(75));
        assertThat(peer.closed()).isEqualTo("1008 the token has ended");
        assertThat(payments.node().reservedLinks()).isZero();
    }

    @Test
    void maxLinksHoldsForPeersThatAnnounceTheIdOfTheNode() {
        World small = new World();
        small.set(ConfigKeys.MAX_LINKS, 1);
        TestNode node = small.node("payments", "10.0.0.5:80").listen();
        String url = "ws://10.0.0.5:80/10.0.0.7/80/checkout?v=1&id=" + node.node().id();
        assertThat(RawPeer.dial(small, url).closed()).isEmpty();
        assertThat(RawPeer.dial(small, url).closed()).startsWith("1013");
    }

    @Test
    void aLinkThatCannotBeRenewedKeepsNoOtherFromBeingRenewed() {
        List<String> instances = List.of("10.0.1.1:80", "10.0.1.2:80");
        String[] broken = new String[1];
        Node node = new Node("orders", Set.of(), world.config(), world.environment(), world.network(), failing(broken));
        node.start();
        Map<String, RawPeer> peers = new TreeMap<>();
        for (String instance : instances) {
            peers.put(instance, RawPeer.listen(world, instance));
            node.dial(new PeerAddress("billing", InstanceKey.parse(instance), "ws", true)).join();
            peers.get(instance).send("{\"id\":0,\"mode\":0,\"twoway\":false,\"data\":{\"url\":\"/-/hello\",\"data\":"
                    + "{\"v\":1,\"id\":\"b\",\"features\":\"token\",\"namespace\":\"billing\"}}}");
        }
        // the order of the links is not known: one of the two comes before the other
        for (int i = 0; i < 2; i++) {
            broken[0] = instances.get(i);
            RawPeer other = peers.get(instances.get(1 - i));
            int before = other.received().size();
            try (LogCapture log = new LogCapture("io.microcdi.node")) {
                world.advance(Duration.ofSeconds(21));
                assertThat(log.messages()).singleElement().asString().contains("billing at " + broken[0],
                        "no token can be made");
            }
            assertThat(other.received().subList(before, other.received().size()))
                    .anyMatch(message -> message.contains("/-/token"));
        }
    }

    private static ConnectPolicy failing(String[] broken) {
        return new ConnectPolicy() {

            @Override
            public Decision decide(ConnectRequest request, Announcement announced, Self self) {
                return Decision.admit(PeerIdentity.UNPROVED);
            }

            @Override
            public Optional<String> authorization(Announcement said, Self self, InstanceKey target, String namespace,
                    boolean secure) {
                if (target.toString().equals(broken[0])) {
                    throw new IllegalStateException("no token can be made");
                }
                return Optional.of("Bearer x");
            }

            @Override
            public boolean renews() {
                return true;
            }
        };
    }

    @Test
    void aRefusedDialLeavesOneLineOnEachSide() {
        try (LogCapture audit = new LogCapture("io.microcdi.audit");
                LogCapture log = new LogCapture("io.microcdi.node")) {
            assertThatThrownBy(() -> RawPeer.dial(world, "ws://10.0.0.5:80/10.0.0.7/80/checkout"));
            assertThat(audit.messages()).singleElement().asString().contains("(401)", "checkout at 10.0.0.7:80",
                    "from 10.0.0.99", "micro.security.secret");
            assertThat(log.messages()).singleElement().asString().contains("micro.security.secret");
        }
    }

    private String token(String secret) {
        long now = world.timer().now().getEpochSecond();
        return "Bearer "
                + Tokens.signed(Tokens.HS256, Tokens.claims("checkout 10.0.0.7:80", "payments 10.0.0.5:80", now,
                        now + 60), secret);
    }

    private Link dial() {
        return orders.node().dial(new PeerAddress("payments", InstanceKey.parse("10.0.0.5:80"), "ws", true)).join();
    }
}
