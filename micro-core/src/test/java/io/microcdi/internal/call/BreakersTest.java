package io.microcdi.internal.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.microcdi.internal.address.InstanceKey;
import io.microcdi.testing.TestTimer;

/** One instance's breaker: closed, open, tried by one call at a time, closed again. */
class BreakersTest {

    private static final String PAYMENTS = "payments";
    private static final InstanceKey KEY = InstanceKey.parse("10.0.0.5:9000");
    private static final InstanceKey OTHER = InstanceKey.parse("10.0.0.6:9000");
    private static final long COOLDOWN = Duration.ofSeconds(30).toNanos();

    private final TestTimer timer = new TestTimer();
    private final Breakers breakers = new Breakers(timer);

    @Test
    void itIsClosedAtFirst() {
        assertThat(isOpen(KEY)).isFalse();
        assertThat(breakers.acquire(PAYMENTS, KEY)).isTrue();
        assertThat(breakers.acquire(PAYMENTS, KEY)).as("by any number of calls").isTrue();
        assertThat(breakers.namespaces()).isEmpty();
    }

    @Test
    void aFailureOpensItForTheCooldown() {
        breakers.failed(PAYMENTS, KEY);
        assertThat(isOpen(KEY)).isTrue();
        assertThat(isOpen(OTHER)).isFalse();
        assertThat(breakers.isOpen("orders", KEY, COOLDOWN)).isFalse();
        assertThat(breakers.open(PAYMENTS, COOLDOWN)).containsExactly("10.0.0.5:9000");
        timer.advanceMillis(29_999);
        assertThat(isOpen(KEY)).isTrue();
        timer.advanceMillis(1);
        assertThat(isOpen(KEY)).isFalse();
        assertThat(breakers.open(PAYMENTS, COOLDOWN)).isEmpty();
    }

    @Test
    void anInstanceThatIsGoneIsForgottenInTime() {
        breakers.failed("orders", KEY);
        breakers.refused(PAYMENTS, KEY);
        timer.advance(Duration.ofHours(25).minusMinutes(1));
        breakers.failed(PAYMENTS, OTHER);
        assertThat(breakers.namespaces()).containsExactlyInAnyOrder("orders", PAYMENTS);
        timer.advance(Duration.ofMinutes(2));
        breakers.failed(PAYMENTS, OTHER);
        assertThat(breakers.namespaces()).containsExactly(PAYMENTS);
    }

    @Test
    void afterTheCooldownOneCallAtATimeTries() {
        halfOpen();
        assertThat(breakers.acquire(PAYMENTS, KEY)).isTrue();
        assertThat(breakers.acquire(PAYMENTS, KEY)).isFalse();
        assertThat(isOpen(KEY)).as("for all others").isTrue();
    }

    @Test
    void aProbeThatSucceedsClosesIt() {
        halfOpen();
        breakers.acquire(PAYMENTS, KEY);
        breakers.succeeded(PAYMENTS, KEY);
        assertThat(isOpen(KEY)).isFalse();
        assertThat(breakers.acquire(PAYMENTS, KEY)).isTrue();
        assertThat(breakers.acquire(PAYMENTS, KEY)).isTrue();
        assertThat(breakers.namespaces()).as("nothing is kept").isEmpty();
    }

    @Test
    void aProbeThatFailsOpensItForAnotherCooldown() {
        halfOpen();
        breakers.acquire(PAYMENTS, KEY);
        breakers.failed(PAYMENTS, KEY);
        timer.advanceMillis(29_999);
        assertThat(isOpen(KEY)).isTrue();
        timer.advanceMillis(1);
        assertThat(breakers.acquire(PAYMENTS, KEY)).isTrue();
    }

    @Test
    void aProbeThatTellsNothingLetsTheNextOneTry() {
        halfOpen();
        breakers.acquire(PAYMENTS, KEY);
        breakers.released(PAYMENTS, KEY);
        assertThat(isOpen(KEY)).isFalse();
        assertThat(breakers.acquire(PAYMENTS, KEY)).isTrue();
    }

    @Test
    void threeRefusalsInARowOpenIt() {
        breakers.refused(PAYMENTS, KEY);
        breakers.refused(PAYMENTS, KEY);
        assertThat(isOpen(KEY)).isFalse();
        breakers.refused(PAYMENTS, KEY);
        assertThat(isOpen(KEY)).isTrue();
    }

    @Test
    void aSuccessBetweenRefusalsBeginsTheCountAnew() {
        breakers.refused(PAYMENTS, KEY);
        breakers.refused(PAYMENTS, KEY);
        breakers.succeeded(PAYMENTS, KEY);
        breakers.refused(PAYMENTS, KEY);
        breakers.refused(PAYMENTS, KEY);
        assertThat(isOpen(KEY)).isFalse();
    }

    @Test
    void aProbeThatIsRefusedOpensItAgain() {
        halfOpen();
        breakers.acquire(PAYMENTS, KEY);
        breakers.refused(PAYMENTS, KEY);
        assertThat(isOpen(KEY)).isTrue();
    }

    @Test
    void aSuccessOfACallThatWasUnderWayClosesIt() {
        breakers.failed(PAYMENTS, KEY);
        breakers.succeeded(PAYMENTS, KEY);
        assertThat(isOpen(KEY)).isFalse();
    }

    @Test
    void aResetClosesAllOfTheNamespace() {
        breakers.failed(PAYMENTS, KEY);
        breakers.failed(PAYMENTS, OTHER);
        breakers.failed("orders", KEY);
        breakers.reset(PAYMENTS);
        assertThat(isOpen(KEY)).isFalse();
        assertThat(isOpen(OTHER)).isFalse();
        assertThat(breakers.isOpen("orders", KEY, COOLDOWN)).isTrue();
    }

    private void halfOpen() {
        breakers.failed(PAYMENTS, KEY);
        timer.advanceMillis(30_000);
    }

    private boolean isOpen(InstanceKey key) {
        return breakers.isOpen(PAYMENTS, key, COOLDOWN);
    }
}
