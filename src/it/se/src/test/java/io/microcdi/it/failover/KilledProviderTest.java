package io.microcdi.it.failover;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.microcdi.MicroCall;
import io.microcdi.MicroNode;
import io.microcdi.MicroPeer;
import io.microcdi.NodeListener;
import io.microcdi.error.LinkLostException;

/** One of three providers is killed at 500 calls a second, of which each second one is idempotent. */
@Timeout(300)
@Tag("slow")
class KilledProviderTest {

    private static final int RATE = 500;
    /** Much less than the time after which a peer without pings is given up. */
    private static final Duration LINK_CLOSES = Duration.ofSeconds(15);
    private static final Duration IDLE_LOOKS = Duration.ofSeconds(30);

    @Test
    void onlyCallsInFlightOnItsLinkThatMayNotBeRepeatedFail() throws Exception {
        try (Cluster cluster = new Cluster()) {
            MicroNode caller = cluster.caller(node -> node);
            MicroCall once = caller.caller().to(Provider.NAMESPACE).timeout(IDLE_LOOKS).retries(1);
            MicroCall idempotent = once.idempotent();
            ProviderProcess victim = cluster.providers().get(0);
            CompletableFuture<Long> linkClosed = whenLinkCloses(caller, victim);
            try (Load load = new Load(RATE, number -> isIdempotent(number) ? idempotent : once)) {
                for (ProviderProcess provider : cluster.providers()) {
                    load.await(RATE / 3, call -> call.isAnsweredBy(provider.key()), IDLE_LOOKS);
                }
                victim.kill();
                long killed = System.nanoTime();
                // the system closes the sockets of a killed process: nothing waits for a ping
                long closed = linkClosed.get(LINK_CLOSES.toMillis(), TimeUnit.MILLISECONDS);
                load.run(Duration.ofSeconds(3));
                long retries = caller.counters().retries();
                load.run(Duration.ofSeconds(2));

                List<Ended> ended = load.finish();
                System.out.printf("killed: %d of %d calls failed, %d retries, the link closed after %.1f ms%n",
                        failures(ended).size(), ended.size(), caller.counters().retries(), (closed - killed) / 1e6);
                assertThat(failures(ended)).as("failures").isNotEmpty()
                        .allSatisfy(call -> wasInFlight(call, victim, closed));
                assertThat(caller.counters().retries()).as("retries since three seconds after").isEqualTo(retries);
                assertThat(ended).filteredOn(call -> call.started() - closed > 0)
                        .noneMatch(call -> call.isAnsweredBy(victim.key()));
            }
        }
    }

    private static boolean isIdempotent(int number) {
        return number % 2 == 0;
    }

    private static List<Ended> failures(List<Ended> ended) {
        return ended.stream().filter(call -> call.failure() != null).toList();
    }

    private static void wasInFlight(Ended call, ProviderProcess victim, long closed) {
        assertThat(isIdempotent(call.number())).as("idempotent").isFalse();
        assertThat(call.failure()).isInstanceOf(LinkLostException.class);
        assertThat(call.failure().mayHaveExecuted()).isTrue();
        assertThat(call.failure().details().instance()).isEqualTo(victim.key());
        assertThat(call.started() - closed).as("when it started").isNegative();
    }

    private static CompletableFuture<Long> whenLinkCloses(MicroNode caller, ProviderProcess provider) {
        CompletableFuture<Long> closed = new CompletableFuture<>();
        caller.addListener(new NodeListener() {
            @Override
            public void linkClosed(MicroPeer peer, int code, String reason) {
                if (peer.key().equals(provider.key())) {
                    closed.complete(System.nanoTime());
                }
            }
        });
        return closed;
    }
}
