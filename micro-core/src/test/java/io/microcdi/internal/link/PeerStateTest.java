package io.microcdi.internal.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import io.microcdi.internal.address.Announcement;
import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.address.PeerInfo;

/** The questions that the callers of one link ask the state of its peer. */
class PeerStateTest {

    /** All callers of a busy link would wait for each other. */
    @Test
    void noLockIsNeededToSeeThatTheHelloHasCome() {
        PeerState peer = new PeerState(
                new Announcement(InstanceKey.parse("10.0.0.5:8080"), "payments", PeerInfo.NONE), true, 5_000);
        CompletableFuture<PeerInfo> made = peer.greetingOrNone();
        synchronized (peer) {
            assertThat(CompletableFuture.supplyAsync(peer::greetingOrNone)).succeedsWithin(Duration.ofSeconds(30))
                    .isSameAs(made);
        }
    }
}
