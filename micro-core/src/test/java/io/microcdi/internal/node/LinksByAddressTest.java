package io.microcdi.internal.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.config.MicroConfig;
import io.microcdi.internal.address.Announcement;
import io.microcdi.internal.link.IoExecutors;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.link.LinkCounters;
import io.microcdi.internal.link.LinkHandler;
import io.microcdi.internal.link.LinkLimits;
import io.microcdi.internal.link.PeerState;
import io.microcdi.internal.security.NamespaceGlobs;
import io.microcdi.internal.security.PeerIdentity;
import io.microcdi.internal.wire.Frame;
import io.microcdi.testing.Pipe;
import io.microcdi.testing.TestTimer;

/** Which identity a link gets, if several handshakes say that they are of one peer. */
class LinksByAddressTest {

    private static final Announcement PAYMENTS = Announcement.parse("/10.0.0.5/80/payments", null);
    private static final Announcement ORDERS = Announcement.parse("/10.0.0.6/80/orders", null);
    private static final PeerIdentity PROVED = new PeerIdentity("10.0.0.5", NamespaceGlobs.of(List.of("payments")),
            NamespaceGlobs.ALL, NamespaceGlobs.ALL, true, null, Long.MAX_VALUE);
    private static final PeerIdentity STRANGER = PeerIdentity.UNPROVED.from("10.0.0.66");

    private static final LinkHandler HANDLER = new LinkHandler() {

        @Override
        public void request(Link link, Frame.Request request) {
            throw new AssertionError("nobody asks");
        }

        @Override
        public void closed(Link link, int code, String reason) {
            // the test does it
        }
    };

    private final TestTimer timer = new TestTimer();
    private final LinksByAddress links = new LinksByAddress(1, timer::nanoTime, Duration.ofSeconds(10).toNanos());

    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void noLinkGetsWhatOnlyTheOtherPeerHasProved(boolean strangerFirst) {
        links.mayOpen(PAYMENTS, strangerFirst ? STRANGER : PROVED);
        links.mayOpen(ORDERS, STRANGER);
        links.mayOpen(PAYMENTS, strangerFirst ? PROVED : STRANGER);
        for (int link = 0; link < 2; link++) {
            PeerIdentity identity = links.take(PAYMENTS).identity();
            assertThat(identity.proves("payments")).isFalse();
            assertThat(identity.address()).isNull();
            assertThat(identity.place()).isEqualTo("several addresses");
        }
        assertThat(links.take(PAYMENTS)).isNull();
        assertThat(links.take(ORDERS).identity()).isEqualTo(STRANGER);
    }

    /** One machine may have two addresses, and its failed handshakes from one would hide all of its links from the other. */
    @Test
    void eachLinkIsCountedForTheAddressOfOneOfTheHandshakes() {
        links.mayOpen(PAYMENTS, PROVED);
        links.mayOpen(PAYMENTS, STRANGER);
        assertThat(links.reserve(links.take(PAYMENTS))).isTrue();
        assertThat(links.reserve(links.take(PAYMENTS))).isTrue();
        assertThat(links.isFull("10.0.0.5")).isTrue();
        assertThat(links.isFull("10.0.0.66")).isTrue();
    }

    @Test
    void aHandshakeThatFailsHidesNoLinkOfAnotherAddress() {
        links.mayOpen(PAYMENTS, STRANGER);
        for (int link = 0; link < 2; link++) {
            links.mayOpen(PAYMENTS, STRANGER);
            links.mayOpen(PAYMENTS, PROVED); // fails
            assertThat(links.reserve(links.take(PAYMENTS))).as("link %s", link).isEqualTo(link == 0);
        }
    }

    @Test
    void aPeerAloneGetsWhatItHasProved() {
        links.mayOpen(PAYMENTS, PROVED);
        assertThat(links.take(PAYMENTS).identity()).isEqualTo(PROVED);
        links.mayOpen(PAYMENTS, STRANGER);
        assertThat(links.take(PAYMENTS).identity()).isEqualTo(STRANGER);
    }

    @Test
    void aSocketThatIsStillToBeClosedHasThePlaceOfItsAddress() {
        Queue<Runnable> closing = new ArrayDeque<>();
        Link link = new Link(new Pipe(Runnable::run).acceptor(), new PeerState(ORDERS, 1 << 20, STRANGER), HANDLER,
                LinkLimits.of(MicroConfig.defaults()), timer, IoExecutors.all(closing::add), new LinkCounters());
        LinksByAddress.Admitted stranger = LinksByAddress.Admitted.of(STRANGER);
        assertThat(links.reserve(stranger)).isTrue();
        links.count(link, stranger);
        link.cutOff(1013, "does not read");
        links.closed(link, 1013, "does not read");
        assertThat(links.reserve(stranger)).isFalse();
        closing.remove().run();
        assertThat(links.reserve(stranger)).isTrue();
    }

    @Test
    void aHandshakeThatFailedIsForgotten() {
        links.mayOpen(PAYMENTS, STRANGER);
        timer.advance(Duration.ofSeconds(6));
        links.mayOpen(PAYMENTS, PROVED);
        timer.advance(Duration.ofSeconds(4));
        assertThat(links.take(PAYMENTS).identity()).isEqualTo(PROVED);
        links.mayOpen(PAYMENTS, PROVED);
        timer.advance(Duration.ofSeconds(10));
        assertThat(links.take(PAYMENTS)).isNull();
    }
}
