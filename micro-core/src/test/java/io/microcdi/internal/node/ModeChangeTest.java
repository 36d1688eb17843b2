package io.microcdi.internal.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.config.ConfigException;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.SecurityMode;
import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.security.NamespaceGlobs;
import io.microcdi.internal.security.PeerIdentity;
import io.microcdi.internal.security.Tokens;
import io.microcdi.testing.LogCapture;
import io.microcdi.testing.RawPeer;
import io.microcdi.testing.TestNode;
import io.microcdi.testing.World;

/** A running node takes another mode from its file. A peer that would be admitted now stays, and all others are closed. */
class ModeChangeTest {

    private static final String SECRET = "the secret of all nodes";
    private static final String PAYMENTS = "10.0.0.5:80";
    private static final Duration LOOK = Duration.ofSeconds(2);

    @TempDir
    private Path directory;
    private Path file;
    private final World world = new World();
    private TestNode payments;

    @BeforeEach
    void startNode() throws IOException {
        file = directory.resolve("mode");
        write("permissive");
        world.set(ConfigKeys.SECURITY_MODE, SecurityMode.OFF).set(ConfigKeys.SECURITY_MODE_FILE, file.toString())
                .set(ConfigKeys.SECURITY_ALLOW_PLAIN, true).set(ConfigKeys.SECURITY_SECRET, List.of(SECRET));
        payments = world.node("payments", PAYMENTS).listen();
        payments.node().announce(payments.find(), "ws");
        payments.route("/x", context -> "done");
    }

    private void write(String mode) throws IOException {
        Files.writeString(file, mode + "\n");
    }

    private void change(String mode) throws IOException {
        write(mode);
        world.advance(LOOK);
    }

    private RawPeer dial(String authorization) {
        return RawPeer.dial(world, "ws://" + PAYMENTS + "/10.0.0.7/80/checkout?v=1&id=a", authorization);
    }

    private String token() {
        return token("");
    }

    private String token(String more) {
        long now = world.timer().now().getEpochSecond();
        return "Bearer " + Tokens.signed(Tokens.HS256,
                Tokens.claims("checkout 10.0.0.7:80", "payments " + PAYMENTS, now, now + 60).replace(",\"jti\"",
                        more + ",\"jti\""),
                SECRET);
    }

    @Test
    void theModeOfTheFileCounts() throws IOException {
        assertThat(payments.node().policy().mode()).isEqualTo(SecurityMode.PERMISSIVE);
        try (LogCapture log = new LogCapture("io.microcdi.security")) {
            change("required");
            assertThat(payments.node().policy().mode()).isEqualTo(SecurityMode.REQUIRED);
            assertThat(log.messages()).singleElement().asString().contains("required", "micro.security.mode-file");
            change(SECRET);
            assertThat(payments.node().policy().mode()).isEqualTo(SecurityMode.REQUIRED);
            assertThat(log.messages()).hasSize(2).last().asString().contains("micro.security.mode-file", "permissive")
                    .doesNotContain(SECRET);
        }
    }

    @Test
    void anInvalidFileAtTheStartEndsIt() throws IOException {
        write(SECRET);
        assertThatThrownBy(() -> world.node("orders", "10.0.0.9:80")).isInstanceOf(ConfigException.class)
                .hasMessageContaining("micro.security.mode-file").hasMessageNotContaining(SECRET);
    }

    @Test
    void aPeerWithoutProofIsClosedWhenProofsAreRequired() throws IOException {
        RawPeer stranger = dial(null);
        RawPeer known = dial(token());
        try (LogCapture audit = new LogCapture("io.microcdi.audit")) {
            change("required");
            assertThat(stranger.closed()).startsWith("1008").contains("micro.security.secret");
            assertThat(audit.messages()).singleElement().asString().contains("(401)", "checkout at 10.0.0.7:80");
        }
        assertThat(known.closed()).isEmpty();
        assertThat(known.ask(1, "/x", "1")).contains("200");
        assertThatThrownBy(() -> dial(null)).hasMessageContaining("401");
    }

    /** Two handshakes at once with one announcement: each of both links may be the stranger's. */
    @Test
    void aLinkThatMayBeAStrangersGoesWhenProofsAreRequired() throws IOException {
        PeerIdentity known = new PeerIdentity("10.0.0.7", NamespaceGlobs.of(List.of("checkout")), NamespaceGlobs.ALL,
                NamespaceGlobs.ALL, true, null, world.timer().now().toEpochMilli() + 60_000);
        change("required");
        assertThat(payments.node().policy().refusalNow(known)).isEmpty();
        assertThat(payments.node().policy().refusalNow(known.and(PeerIdentity.UNPROVED.from("10.0.0.7")))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = { "off", "permissive" })
    void aTokenHindersNobodyToCallWhereTheModeRefusesNobody(String mode) throws IOException {
        change(mode);
        RawPeer limited = dial(token(",\"call\":[\"billing\"]"));
        try (LogCapture audit = new LogCapture("io.microcdi.audit")) {
            assertThat(limited.ask(1, "/x", "1")).contains("200");
            assertThat(limited.ask(2, "/x", "1")).contains("200");
            if (mode.equals("off")) {
                assertThat(audit.messages()).isEmpty();
            } else {
                assertThat(audit.messages()).singleElement().asString().contains("Would be refused (rights)",
                        "micro.security.mode=permissive", "checkout at 10.0.0.7:80", "calls to payments");
            }
        }
        change("required");
        assertThat(limited.closed()).as("its token allows the link").isEmpty();
        assertThat(limited.ask(3, "/x", "1")).contains("403");
    }

    @Test
    void aLinkEndsWithItsTokenFromNowOn() throws IOException {
        RawPeer old = dial(token());
        world.advance(Duration.ofSeconds(90));
        RawPeer known = dial(token());
        assertThat(old.closed()).isEmpty();
        change("auto");
        assertThat(old.closed()).isEqualTo("1008 the token has ended");
        world.advance(Duration.ofSeconds(75));
        assertThat(known.closed()).isEqualTo("1008 the token has ended");
    }

    @Test
    void noLinkEndsWithItsTokenAnyMore() throws IOException {
        change("required");
        RawPeer known = dial(token());
        change("permissive");
        world.advance(Duration.ofSeconds(90));
        assertThat(known.closed()).isEmpty();
        assertThat(dial(null).closed()).isEmpty();
    }

    @Test
    void aHostThatTheRulesForbidGoesToo() throws IOException {
        world.set(ConfigKeys.ANNOUNCE_RANGES, List.of("10.0.1.0/24"));
        TestNode strict = world.node("strict", "10.0.0.6:80").listen();
        strict.node().announce(strict.find(), "ws");
        long now = world.timer().now().getEpochSecond();
        RawPeer foreign = RawPeer.dial(world, "ws://10.0.0.6:80/10.0.2.7/80/checkout", "Bearer " + Tokens.signed(
                Tokens.HS256, Tokens.claims("checkout 10.0.2.7:80", "strict 10.0.0.6:80", now, now + 60), SECRET));
        assertThat(foreign.closed()).isEmpty();
        change("required");
        assertThat(foreign.closed()).startsWith("1008").contains("10.0.2.7");
    }

    /** The other end was not told that it may not call over the link. */
    @Test
    void aLinkThatTheNodeHasDialledIsServedUntilItClosesAndTheNextOneOnlyAnswers() throws IOException {
        RawPeer peer = RawPeer.listen(world, "10.0.0.9:80");
        PeerAddress address = new PeerAddress("billing", InstanceKey.parse("10.0.0.9:80"), "ws", true);
        payments.node().dial(address).join();
        peer.send("{\"id\":0,\"mode\":0,\"twoway\":false,\"data\":{\"url\":\"/-/hello\",\"data\":{\"v\":1,\"id\":\"b\","
                + "\"namespace\":\"billing\",\"features\":[\"leaving\"]}}}");
        assertThat(dials()).doesNotContain("answers-only");
        write("required");
        payments.node().policy().mode();
        assertThat(peer.ask(1, "/x", "1")).contains("200");
        world.advance(Duration.ofSeconds(5));
        assertThat(peer.closed()).as("nothing was in work").isEqualTo("1001 leaving 1");
        RawPeer next = RawPeer.listen(world, "10.0.0.9:80");
        payments.node().dial(address).join();
        assertThat(dials()).contains("answers-only");
        assertThat(next.ask(1, "/x", "1")).contains("403");
        change("permissive");
        assertThat(next.closed()).isEmpty();
        assertThat(next.ask(2, "/x", "1")).as("it was said").contains("403");
    }

    private String dials() {
        return world.network().dials().get(world.network().dials().size() - 1).url().getRawQuery();
    }

    /** The address may be known before the start or after it, and an attempt to register tells it again. */
    @Test
    void aNodeWithoutAProofWarnsOnceAtEachStart() {
        World other = new World().set(ConfigKeys.SECURITY_MODE, SecurityMode.AUTO);
        TestNode node = other.node("payments", "10.0.0.5:80");
        try (LogCapture log = new LogCapture("io.microcdi.security")) {
            node.node().announce(node.find(), "ws");
            assertThat(log.messages()).isEmpty();
            node.node().start();
            node.node().announce(node.find(), "ws");
            assertThat(log.messages()).singleElement().asString()
                    .startsWith("MICRO001809: payments announces 10.0.0.5:80");
            node.node().stop();
            node.node().start();
            assertThat(log.messages()).hasSize(2);
            TestNode late = other.node("orders", "10.0.0.6:80");
            late.node().start();
            assertThat(log.messages()).hasSize(2);
            late.node().announce(late.find(), "ws");
            assertThat(log.messages()).hasSize(3);
        }
    }
}
