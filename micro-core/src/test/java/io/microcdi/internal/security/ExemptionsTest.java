package io.microcdi.internal.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.microcdi.config.SecurityMode;
import io.microcdi.testing.Identities;
import io.microcdi.testing.LogCapture;
import io.microcdi.testing.TestTimer;

/** The modes that refuse nobody let pass what a proof does not allow. */
class ExemptionsTest {

    private static final PeerIdentity PEER = PeerIdentity.UNPROVED.from("10.0.0.9");

    private final TestTimer timer = new TestTimer();

    private Exemptions in(SecurityMode mode) {
        return new Exemptions(new Identities(mode, announced -> PEER), new Audit(timer::nanoTime), timer::nanoTime);
    }

    private static boolean exempt(Exemptions exemptions, PeerIdentity peer, String who, String what) {
        return exemptions.exempt(RefusalKind.RIGHTS, peer, () -> who, () -> what);
    }

    @ParameterizedTest
    @CsvSource({ "AUTO, false, 0", "REQUIRED, false, 0", "PERMISSIVE, true, 1", "OFF, true, 0" })
    void theModeDecides(SecurityMode mode, boolean passes, int lines) {
        try (LogCapture log = new LogCapture("io.microcdi.audit")) {
            assertThat(exempt(in(mode), PEER, "orders at 10.0.0.9:80", "it may not")).isEqualTo(passes);
            assertThat(log.messages()).hasSize(lines)
                    .allMatch(line -> line.startsWith("MICRO001801: Would be refused (rights)"
                            + " without micro.security.mode=permissive: orders at 10.0.0.9:80, from 10.0.0.9: it may not"));
        }
    }

    @Test
    void theSamePeerAndReasonAreNamedOnceInTenMinutes() {
        Exemptions permissive = in(SecurityMode.PERMISSIVE);
        try (LogCapture log = new LogCapture("io.microcdi.audit")) {
            for (int i = 0; i < 10; i++) {
                exempt(permissive, PEER, "orders at 10.0.0.9:80", "it may not");
                timer.advance(Duration.ofMinutes(1));
            }
            assertThat(log.messages()).hasSize(1);
            exempt(permissive, PEER, "orders at 10.0.0.9:80", "it may not");
            assertThat(log.messages()).hasSize(2);
            exempt(permissive, PEER, "orders at 10.0.0.9:80", "it may not do that either");
            exempt(permissive, PEER, "checkout at 10.0.0.9:80", "it may not");
            exempt(permissive, PEER.from("10.0.0.8"), "orders at 10.0.0.9:80", "it may not");
            assertThat(log.messages()).hasSize(5);
        }
    }

    @ParameterizedTest
    @CsvSource({ "AUTO, false, MICRO001800: Refused (rights): ", "REQUIRED, false, MICRO001800: Refused (rights): ",
            "PERMISSIVE, true, MICRO001801: Would be refused (rights)", "OFF, true, " })
    void aLookupThatIsDeniedIsNamedOnceInTenMinutes(SecurityMode mode, boolean passes, String begin) {
        Audit audit = new Audit(timer::nanoTime);
        Exemptions exemptions = new Exemptions(new Identities(mode, announced -> PEER), audit, timer::nanoTime);
        try (LogCapture log = new LogCapture("io.microcdi.audit")) {
            for (int i = 0; i < 10; i++) {
                assertThat(exemptions.maySee("bank", PEER, () -> "orders at 10.0.0.9:80")).isEqualTo(passes);
                timer.advance(Duration.ofSeconds(59));
            }
            assertThat(log.messages()).hasSize(begin == null ? 0 : 1).allMatch(line -> line.startsWith(begin)
                    && line.contains(
                            "orders at 10.0.0.9:80, from 10.0.0.9: its token does not allow it to look up bank"));
            assertThat(audit.refusals()).as("each is counted").isEqualTo(passes ? 0 : 10);
        }
    }

    @Test
    void aDeniedLookupThatIsLeftOutComesAgain() {
        Exemptions required = in(SecurityMode.REQUIRED);
        try (LogCapture log = new LogCapture("io.microcdi.audit")) {
            for (int i = 0; i < 40; i++) {
                required.maySee("bank" + i, PEER, () -> "orders at 10.0.0.9:80");
            }
            assertThat(log.messages()).hasSize(30);
            timer.advance(Duration.ofMinutes(1));
            required.maySee("bank39", PEER, () -> "orders at 10.0.0.9:80");
            assertThat(log.messages()).hasSize(31).last().asString()
                    .endsWith("look up bank39 (10 more refusals were left out)");
        }
    }

    /** The audit log bounds the lines of an address. */
    @Test
    void aLineThatIsLeftOutComesAgain() {
        Exemptions permissive = in(SecurityMode.PERMISSIVE);
        try (LogCapture log = new LogCapture("io.microcdi.audit")) {
            for (int i = 0; i < 40; i++) {
                exempt(permissive, PEER, "orders at 10.0.0.9:80", "it may not look up " + i);
            }
            assertThat(log.messages()).hasSize(30);
            timer.advance(Duration.ofMinutes(1));
            for (int second = 0; second < 10; second++) {
                exempt(permissive, PEER, "orders at 10.0.0.9:80", "it may not look up 39");
                timer.advance(Duration.ofSeconds(1));
            }
            assertThat(log.messages()).hasSize(31);
            assertThat(log.messages().get(30)).endsWith("it may not look up 39 (10 more were left out)");
        }
    }

    /** Each call of a peer may need an exemption. */
    @Test
    void aModeWithoutLinesMakesNoTexts() {
        assertThat(in(SecurityMode.OFF).exempt(RefusalKind.RIGHTS, PEER, () -> fail("who"), () -> fail("what")))
                .isTrue();
    }

    /** A peer chooses the namespace that it looks up. */
    @Test
    void aLineIsNotHiddenBehindOneWithTheSameHash() {
        Exemptions permissive = in(SecurityMode.PERMISSIVE);
        try (LogCapture log = new LogCapture("io.microcdi.audit")) {
            for (String namespace : List.of("Aa", "BB")) {
                exempt(permissive, PEER, "orders at 10.0.0.9:80", "it may not look up " + namespace);
            }
            assertThat("Aa").hasSameHashCodeAs("BB");
            assertThat(log.messages()).hasSize(2);
        }
    }

    /** The other end of a dial to itself learns who it is, and does nothing else. */
    @ParameterizedTest
    @CsvSource({ "PERMISSIVE", "OFF" })
    void theDialOfANodeToItselfIsNeverExempt(SecurityMode mode) {
        assertThat(exempt(in(mode), PeerIdentity.SELF, "orders", "it may not")).isFalse();
    }

    /** A policy of which nobody has said more refuses, as nodes do by default. */
    @Test
    void withoutAWordTheModeIsAuto() {
        ConnectPolicy policy = (request, announced, self) -> ConnectPolicy.Decision.refuse(401, "");
        assertThat(policy.mode()).isEqualTo(SecurityMode.AUTO);
        assertThat(policy.enforces()).isTrue();
        assertThat(ConnectPolicy.OFF.mode()).isEqualTo(SecurityMode.OFF);
        assertThat(new Identities(announced -> PEER).mode()).isEqualTo(SecurityMode.AUTO);
    }
}
