package io.microcdi.internal.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.config.CallSettings;
import io.microcdi.testing.TestTimer;

/** How many retries a namespace has: a part of its calls, and some each second. */
class RetryBudgetTest {

    private final TestTimer timer = new TestTimer();
    private final RetryBudget budget = new RetryBudget(timer.nanoTime());

    @Test
    void aCallerWithFewCallsHasTenRetriesASecondAndThoseOfTenSecondsAtOnce() {
        assertThat(taken(1_000, settings(20, 10))).isEqualTo(100);
        timer.advance(Duration.ofSeconds(1));
        assertThat(taken(1_000, settings(20, 10))).isEqualTo(10);
        timer.advance(Duration.ofHours(1));
        assertThat(taken(1_000, settings(20, 10))).isEqualTo(100);
    }

    @Test
    void manyCallsAllowABurstOfAFifthOfThoseOfTenSeconds() {
        call(60, 500);
        assertThat(taken(5_000, settings(20, 0))).as("500 a second, of which a retry takes 1.2 tokens").isBetween(750,
                850);
    }

    @Test
    void callsOfLongAgoAllowNothing() {
        call(60, 500);
        timer.advance(Duration.ofHours(1));
        assertThat(taken(1_000, settings(20, 0))).isLessThan(50);
    }

    @ParameterizedTest
    @ValueSource(ints = { 50, 500, 5_000 })
    void whereEachCallWantsARetryAMinuteHasAtMostAFifth(int perSecond) {
        call(60, perSecond);
        int calls = 0;
        int retries = 0;
        for (int i = 0; i < 60 * perSecond; i++) {
            calls++;
            budget.addCall();
            retries += taken(1, settings(20, 10));
            timer.advance(Duration.ofNanos(1_000_000_000 / perSecond));
        }
        assertThat((double) retries / calls).isBetween(0.15, perSecond < 500 ? 0.25 : 0.2);
    }

    @Test
    void bothBoundsMayBeNothing() {
        call(10, 500);
        assertThat(taken(100, settings(0, 0))).isZero();
        timer.advance(Duration.ofSeconds(10));
        assertThat(taken(100, settings(0, 0))).isZero();
    }

    private void call(int seconds, int perSecond) {
        for (int i = 0; i < seconds * perSecond; i++) {
            budget.addCall();
        }
        timer.advance(Duration.ofSeconds(seconds));
    }

    private int taken(int wanted, CallSettings settings) {
        int taken = 0;
        for (int i = 0; i < wanted; i++) {
            taken += budget.take(settings, timer.nanoTime()) ? 1 : 0;
        }
        return taken;
    }

    private static CallSettings settings(int percent, int perSecond) {
        return CallSettings.of(MicroConfig.defaults().with(ConfigKeys.RETRY_BUDGET_PERCENT, percent)
                .with(ConfigKeys.RETRY_BUDGET_PER_SECOND, perSecond), "payments");
    }
}
