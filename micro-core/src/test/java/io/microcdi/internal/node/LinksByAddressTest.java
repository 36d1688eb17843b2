package io.microcdi.internal.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.internal.address.Announcement;
import io.microcdi.internal.security.NamespaceGlobs;
import io.microcdi.internal.security.PeerIdentity;
import io.microcdi.testing.TestTimer;

/** Which identity a link gets, if several handshakes say that they are of one peer. */
class LinksByAddressTest {

    private static final Announcement PAYMENTS = Announcement.parse("/10.0.0.5/80/payments", null);
    private static final Announcement ORDERS = Announcement.parse("/10.0.0.6/80/orders", null);
    private static final PeerIdentity PROVED = new PeerIdentity("10.0.0.5", NamespaceGlobs.of(List.of("payments")),
            NamespaceGlobs.ALL, NamespaceGlobs.ALL, true, null, Long.MAX_VALUE);
    private static final PeerIdentity STRANGER = PeerIdentity.UNPROVED.from("10.0.0.66");

    private final TestTimer timer = new TestTimer();
    private final LinksByAddress links = new LinksByAddress(1, timer::nanoTime, Duration.ofSeconds(10).toNanos());

    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void noLinkGetsWhatOnlyTheOtherPeerHasProved(boolean strangerFirst) {
        links.mayOpen(PAYMENTS, strangerFirst ? STRANGER : PROVED);
        links.mayOpen(ORDERS, STRANGER);
        links.mayOpen(PAYMENTS, strangerFirst ? PROVED : STRANGER);
        for (int link = 0; link < 2; link++) {
            PeerIdentity identity = links.take(PAYMENTS);
            assertThat(identity.proves("payments")).isFalse();
            assertThat(identity.remote()).isNull();
        }
        assertThat(links.take(PAYMENTS)).isNull();
        assertThat(links.take(ORDERS)).isEqualTo(STRANGER);
    }

    @Test
    void aPeerAloneGetsWhatItHasProved() {
        links.mayOpen(PAYMENTS, PROVED);
        assertThat(links.take(PAYMENTS)).isEqualTo(PROVED);
        links.mayOpen(PAYMENTS, STRANGER);
        assertThat(links.take(PAYMENTS)).isEqualTo(STRANGER);
    }

    @Test
    void aHandshakeThatFailedIsForgotten() {
        links.mayOpen(PAYMENTS, STRANGER);
        timer.advance(Duration.ofSeconds(6));
        links.mayOpen(PAYMENTS, PROVED);
        timer.advance(Duration.ofSeconds(4));
        assertThat(links.take(PAYMENTS)).isEqualTo(PROVED);
        links.mayOpen(PAYMENTS, PROVED);
        timer.advance(Duration.ofSeconds(10));
        assertThat(links.take(PAYMENTS)).isNull();
    }
}
