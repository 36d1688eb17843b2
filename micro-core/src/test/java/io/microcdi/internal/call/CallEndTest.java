package io.microcdi.internal.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.testing.RawPeer;
import io.microcdi.testing.TestNode;
import io.microcdi.testing.TestTimer;
import io.microcdi.testing.World;

/** A call reports its outcome once, even if a step at its end fails. */
class CallEndTest {

    private boolean failing;
    private final World world = new World(new TestTimer() {

        @Override
        public Alarm after(long nanos, Runnable action) {
            Alarm alarm = super.after(nanos, action);
            return () -> {
                alarm.cancel();
                if (failing) {
                    throw new IllegalStateException("expected by this test");
                }
            };
        }
    });

    @Test
    void aStepThatFailsAtTheEndDoesNotLoseTheOutcome() {
        RawPeer.listen(world, "127.0.0.1:9000");
        world.config(MicroConfig.read(key -> Optional.ofNullable(
                key.equals("micro.client.payments.url") ? "ws://127.0.0.1:9000" : null), ConfigKeys.ALL));
        TestNode checkout = world.node("checkout", "127.0.0.1:9001").listen();
        CompletableFuture<String> call = checkout.caller().to("payments").with("tenant", "acme")
                .timeout(Duration.ofMillis(100)).callAsync("/charge", 7, String.class);
        // the call waits for the hello, with an alarm for its deadline
        failing = true;
        try {
            world.advance(Duration.ofMillis(100));
        } catch (IllegalStateException e) {
            // the timer of a real node logs it
        }
        assertThat(call).isCompletedExceptionally();
    }
}
