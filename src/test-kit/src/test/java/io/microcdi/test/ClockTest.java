package io.microcdi.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.microcdi.MicroCaller;
import io.microcdi.MicroNode;
import io.microcdi.error.CallFailedException;
import io.microcdi.error.CallTimeoutException;
import io.microcdi.test.Shop.Charge;
import io.microcdi.test.Shop.Receipt;

/** Time passes while a call waits, by advance, and never otherwise. */
@MicroTest
@Timeout(60)
class ClockTest {

    @FakeService("payments")
    Fake payments;

    @Test
    void stands(TestClock clock, MicroCaller caller) {
        payments.when("/charge").answer(new Receipt("a"));
        assertThat(charge(caller, "/charge").join().id()).isEqualTo("a");
        assertThat(clock.elapsed()).isZero();
        assertThat(clock.now()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
    }

    @Test
    void aCallThatWaitsTimesOutAfterItsOwnThirtySeconds(TestClock clock, MicroCaller caller) {
        payments.when("/charge").delay(Duration.ofMinutes(1)).answer(new Receipt("late"));
        long begun = System.nanoTime();
        assertThatThrownBy(() -> caller.call("payments", "/charge", new Charge(1), Receipt.class))
                .isInstanceOf(CallTimeoutException.class).hasMessageContaining("30000 ms");
        assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(30));
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).as("the real time").isLessThan(Duration.ofSeconds(25));
    }

    @Test
    void aDelayPassesWhileTheCallWaits(TestClock clock, MicroCaller caller) {
        payments.when("/charge").delay(Duration.ofSeconds(12)).answer(new Receipt("slow"));
        assertThat(caller.call("payments", "/charge", new Charge(1), Receipt.class).id()).isEqualTo("slow");
        assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(12));
    }

    @Test
    void delaysAreAddedAndBelongToTheNextStep(TestClock clock, MicroCaller caller) {
        payments.when("/charge").delay(Duration.ofSeconds(1)).delay(Duration.ofSeconds(2)).answer(new Receipt("a"))
                .fail(409, "sold out");
        assertThat(charge(caller, "/charge").join().id()).isEqualTo("a");
        assertThatThrownBy(() -> charge(caller, "/charge").join()).hasMessageContaining("sold out");
        assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void anAssertionInADelayedAnswerFailsTheCall(TestClock clock, MicroCaller caller) {
        payments.when("/charge").delay(Duration.ofSeconds(1)).answer(request -> {
            throw new AssertionError("expected by this test");
        });
        assertThatThrownBy(() -> charge(caller, "/charge").join()).isInstanceOfSatisfying(CallFailedException.class,
                e -> assertThat(e.status()).isEqualTo(500));
        assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void aDelayedRefusalIsTriedAgain(MicroCaller caller) {
        payments.when("/charge").delay(Duration.ofSeconds(1)).refuse().answer(new Receipt("a"));
        assertThat(charge(caller, "/charge").join().id()).isEqualTo("a");
        payments.verify("/charge").times(2);
    }

    @Test
    void advanceReturnsWhenAllThatWasDueHasRun(TestClock clock, MicroCaller caller) {
        payments.when("/charge").delay(Duration.ofSeconds(10)).answer(new Receipt("a"));
        CompletableFuture<Receipt> call = charge(caller, "/charge");
        CompletableFuture<String> dependent = call.thenApply(Receipt::id);
        clock.advance(Duration.ofMillis(9_999));
        assertThat(call).isNotDone();
        clock.advance(Duration.ofMillis(1));
        assertThat(dependent).isCompletedWithValue("a");
        assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void aBlockingCallBesideTheTestWaitsForTheTestsOwnAdvance(TestClock clock, MicroCaller caller) {
        payments.when("/charge").delay(Duration.ofMinutes(1)).answer(new Receipt("late"));
        CompletableFuture<Receipt> call = clock
                .async(() -> caller.call("payments", "/charge", new Charge(1), Receipt.class));
        clock.advance(Duration.ofSeconds(29));
        assertThat(call).isNotDone();
        clock.advance(Duration.ofSeconds(1));
        assertThat(call).isCompletedExceptionally();
        assertThatThrownBy(call::join).hasCauseInstanceOf(CallTimeoutException.class);
    }

    @Test
    void awaitLetsTimePassForADerivedStage(TestClock clock, MicroCaller caller) {
        payments.when("/charge").delay(Duration.ofSeconds(10)).answer(new Receipt("a"));
        assertThat(clock.await(charge(caller, "/charge").thenApply(Receipt::id))).isEqualTo("a");
        assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void awaitThrowsTheFailureOfTheStageItself(TestClock clock, MicroCaller caller) {
        payments.when("/charge").delay(Duration.ofHours(1)).answer(new Receipt("late"));
        assertThatThrownBy(() -> clock.await(charge(caller, "/charge").thenApply(Receipt::id)))
                .isInstanceOf(CallTimeoutException.class);
    }

    @Test
    void awaitGivesUpAfterAnHour(TestClock clock) {
        assertThatThrownBy(() -> clock.await(new CompletableFuture<>())).isInstanceOf(AssertionError.class)
                .hasMessageContaining("1 h of the test's clock");
    }

    @Test
    void aFutureWithATimeOutWaitsByTheClock(TestClock clock, MicroCaller caller)
            throws InterruptedException, ExecutionException, TimeoutException {
        payments.when("/charge").delay(Duration.ofSeconds(10)).answer(new Receipt("a"));
        CompletableFuture<Receipt> call = charge(caller, "/charge");
        assertThatThrownBy(() -> call.get(9, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
        assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(9));
        assertThat(call.get(2, TimeUnit.SECONDS).id()).isEqualTo("a");
    }

    @Test
    void noTimePassesWhileATaskOfItsExecutorRuns(TestClock clock, MicroCaller caller) {
        payments.when("/charge").answer(request -> CompletableFuture.supplyAsync(() -> {
            // real work that takes some real time: longer than it takes to move the clock by an hour
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(50);
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            return new Receipt("worked");
        }, clock.executor()));
        assertThat(charge(caller, "/charge").join().id()).isEqualTo("worked");
        assertThat(clock.elapsed()).isZero();
    }

    @Test
    void aNodeThatATaskBuildsIsInMemory(TestClock clock, MicroCaller caller) {
        MicroNode built = clock.await(clock.async(() -> MicroNode.builder("orders").listen(0).build()));
        built.register("/places", context -> "in memory");
        built.start();
        try {
            clock.await(built.ready());
            assertThat(caller.<String>call("orders", "/places", null, String.class)).isEqualTo("in memory");
        } finally {
            built.stop();
        }
    }

    @Test
    void aTaskMayNotAdvance(TestClock clock) {
        CompletableFuture<Object> task = clock.async(() -> {
            clock.advance(Duration.ofSeconds(1));
            return null;
        });
        assertThatThrownBy(() -> clock.await(task)).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("call it in the test itself");
    }

    @Test
    void timeDoesNotGoBack(TestClock clock) {
        assertThatThrownBy(() -> clock.advance(Duration.ofSeconds(-1))).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("time PT-1S: expected zero or more");
    }

    private static CompletableFuture<Receipt> charge(MicroCaller caller, String url) {
        return caller.callAsync("payments", url, new Charge(1), Receipt.class);
    }
}
