package io.microcdi.internal.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A ping after 10 s without a byte, 4000 after 20 s. The link is looked at once a second, as a node does. */
class LivenessTest {

    private final LinkFixture fixture = new LinkFixture(LinkFixture.PLAIN);

    @BeforeEach
    void look() {
        fixture.timer.every(1_000_000_000L, fixture.link::check);
    }

    @Test
    void aSilentPeerIsPingedAfterTenSecondsOnce() {
        fixture.pipe.acceptor().freeze();
        advance(9);
        assertThat(fixture.pipe.dialler().pings()).isZero();
        advance(1);
        assertThat(fixture.pipe.dialler().pings()).isEqualTo(1);
        advance(9);
        assertThat(fixture.pipe.dialler().pings()).isEqualTo(1);
    }

    @Test
    void aPeerThatStaysSilentIsGivenUpAfterTwentySeconds() {
        fixture.pipe.acceptor().freeze();
        Call call = new Call();
        fixture.link.request("\"/x\"", null, call);
        advance(19);
        assertThat(fixture.pipe.isClosed()).isFalse();
        advance(1);
        assertThat(fixture.pipe.dialler().closeCode()).isEqualTo(4000);
        assertThat(call.ends).containsExactly("lost written 4000 silent");
        assertThat(fixture.closed).containsExactly("4000 silent");
    }

    @Test
    void aPongIsASignOfLife() {
        advance(35);
        assertThat(fixture.pipe.dialler().pings()).isEqualTo(3);
        assertThat(fixture.pipe.isClosed()).isFalse();
    }

    @Test
    void aMessageIsASignOfLifeAndSparesThePing() {
        for (int i = 0; i < 10; i++) {
            advance(8);
            fixture.pipe.acceptor().send("{\"id\":" + i + ",\"mode\":0,\"data\":{\"url\":\"/log\"}}", failure -> {
            });
        }
        assertThat(fixture.pipe.dialler().pings()).isZero();
        assertThat(fixture.requests).hasSize(10);
    }

    @Test
    void aPingWaitsForTheMessageThatIsBeingSent() {
        fixture.pipe.dialler().stall();
        fixture.link.push("\"/x\"", "1");
        advance(10);
        assertThat(fixture.pipe.dialler().pings()).isZero();
        fixture.pipe.dialler().resume();
        assertThat(fixture.pipe.dialler().pings()).isEqualTo(1);
    }

    private void advance(long seconds) {
        fixture.timer.advance(Duration.ofSeconds(seconds));
    }
}
