package io.microcdi.internal.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.config.RetryMode;
import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.config.CallSettings;
import io.microcdi.internal.node.PeerAddress;
import io.microcdi.testing.LogCapture;
import io.microcdi.testing.TestTimer;

/** When an instance is ejected, for how long, and how it comes back: the rules one by one. */
class OutlierEjectionTest {

    private static final String PAYMENTS = "payments";
    private static final List<PeerAddress> TEN = IntStream.range(0, 10).mapToObj(i -> instance(i, "")).toList();
    private static final PeerAddress FIRST = TEN.get(0);
    private static final PeerAddress SECOND = TEN.get(1);
    private static final CallSettings SAFE = CallSettings.of(MicroConfig.defaults(), PAYMENTS);
    private static final CallSettings ALWAYS = CallSettings
            .of(MicroConfig.defaults().with(ConfigKeys.RETRY, RetryMode.ALWAYS), PAYMENTS);

    private final TestTimer timer = new TestTimer();
    private final OutlierEjection ejection = new OutlierEjection(timer);

    @Test
    void anInstanceThatNeverFailedIsNotEjectedAndHasNoRecord() {
        assertThat(ejection.isEjected(FIRST)).isFalse();
        assertThat(ejection.acquire(FIRST)).isTrue();
        assertThat(ejection.acquire(FIRST)).as("by any number of calls").isTrue();
        ejection.succeeded(FIRST, 0, SAFE);
        ejection.released(FIRST, 0);
        assertThat(ejection.namespaces()).isEmpty();
    }

    @Test
    void anInstanceThatCannotBeReachedIsEjectedAtOnceForItsDuration() {
        unreachable(FIRST);
        assertThat(ejection.isEjected(FIRST)).isTrue();
        assertThat(ejection.isEjected(SECOND)).isFalse();
        assertThat(ejection.isEjected(new PeerAddress("orders", FIRST.key(), "ws", true))).isFalse();
        assertThat(ejection.ejected(PAYMENTS)).containsExactly(FIRST.key().toString());
        timer.advanceMillis(29_999);
        assertThat(ejection.isEjected(FIRST)).isTrue();
        timer.advanceMillis(1);
        assertThat(ejection.isEjected(FIRST)).isFalse();
        assertThat(ejection.ejected(PAYMENTS)).isEmpty();
    }

    /** A peer may register and remove instances as often as it likes. */
    @Test
    void theNumberOfRememberedInstancesIsBounded() {
        int count = 25_000;
        for (int i = 0; i < count; i++) {
            timer.skip(Duration.ofNanos(1_000));
            unreachable(registered(i));
        }
        assertThat(ejection.ejected(PAYMENTS)).hasSizeBetween(7_000, 10_000);
        assertThat(ejection.isEjected(registered(count - 1))).as("the newest").isTrue();
        assertThat(ejection.isEjected(registered(0))).as("the oldest").isFalse();
    }

    @Test
    void anEjectionIsLogged() {
        try (LogCapture log = new LogCapture("io.microcdi.call")) {
            fail(FIRST, 5);
            unreachable(SECOND);
            assertThat(log.messages()).containsExactly(
                    "MICRO001700: payments at " + FIRST.key()
                            + " is ejected for 30000 ms, since its calls fail: calls go to other instances",
                    "MICRO001700: payments at " + SECOND.key()
                            + " is ejected for 30000 ms, since it cannot be reached (it is down): calls go to other instances");
        }
    }

    /** A single instance is tried by each call, and so ejected by each. */
    @Test
    void oneLineIsLoggedInTheTimeOfAnEjection() {
        try (LogCapture log = new LogCapture("io.microcdi.call")) {
            for (int call = 0; call < 100; call++) {
                ejection.unreachable(FIRST, ejection.count(), SAFE, "answered 401", List.of(FIRST));
                ejection.reset(PAYMENTS);
            }
            assertThat(log.messages()).containsExactly("MICRO001700: payments at " + FIRST.key()
                    + " is ejected for 30000 ms, since it cannot be reached (answered 401): no other instance can be called,"
                    + " and calls may try it sooner");
            timer.advance(Duration.ofSeconds(30));
            unreachable(FIRST);
            assertThat(log.messages()).hasSize(2);
        }
    }

    @Test
    void noLineSaysThatCallsGoToInstancesThatAreEjectedToo() {
        List<PeerAddress> two = TEN.subList(0, 2);
        try (LogCapture log = new LogCapture("io.microcdi.call")) {
            two.forEach(one -> ejection.unreachable(one, ejection.count(), SAFE, "it is down", two));
            assertThat(log.messages()).hasSize(2);
            assertThat(log.messages().get(0)).endsWith(": calls go to other instances");
            assertThat(log.messages().get(1)).contains("no other instance can be called");
        }
    }

    @Test
    void instancesThatCannotBeReachedAreEjectedWithoutACap() {
        TEN.forEach(this::unreachable);
        assertThat(ejection.ejected(PAYMENTS)).hasSize(10);
    }

    /** It would take the place of an instance whose calls fail, and pass the cap. */
    @Test
    void anInstanceThatCouldNotBeReachedStaysOutsideTheCapWhileItFails() {
        List<PeerAddress> four = TEN.subList(0, 4);
        ejection.unreachable(FIRST, ejection.count(), SAFE, "it is down", four);
        timer.advance(Duration.ofSeconds(30));
        assertThat(ejection.acquire(FIRST)).isTrue();
        fail(FIRST, 1, four, SAFE);
        assertThat(ejection.isEjected(FIRST)).isTrue();
        fail(four.get(1), 5, four, SAFE);
        fail(four.get(2), 5, four, SAFE);
        assertThat(ejection.ejected(PAYMENTS)).as("half of four, and the one beside").hasSize(3);
    }

    @Test
    void fiveFailuresInARowEject() {
        fail(FIRST, 4);
        assertThat(ejection.isEjected(FIRST)).isFalse();
        fail(FIRST, 1);
        assertThat(ejection.isEjected(FIRST)).isTrue();
    }

    @Test
    void aSuccessBeginsTheRowAnew() {
        fail(FIRST, 4);
        succeed(FIRST);
        fail(FIRST, 4);
        assertThat(ejection.isEjected(FIRST)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({ "11, 20, true", "10, 20, false", "10, 19, false", "30, 59, true", "30, 60, false", "1, 200, false" })
    void moreThanHalfOfTwentyCallsEject(int failures, int calls, boolean ejected) {
        spread(failures, calls);
        assertThat(ejection.isEjected(FIRST)).isEqualTo(ejected);
    }

    @Test
    void callsOlderThanTheWindowDoNotCount() {
        spread(10, 19);
        timer.advance(Duration.ofSeconds(11));
        fail(FIRST, 1, TEN, settings(ConfigKeys.EJECTION_FAILURES, 1_000));
        assertThat(ejection.isEjected(FIRST)).isFalse();
    }

    private void elevenOfTwentyTwoFail() {
        CallSettings settings = settings(ConfigKeys.EJECTION_FAILURES, 1_000);
        for (int i = 0; i < 11; i++) {
            fail(FIRST, 1, TEN, settings);
            succeed(FIRST);
        }
    }

    /** A node may serve several namespaces, and calls to them alternate. */
    @Test
    void callsToAnotherNamespaceAtTheSameKeyChangeNothing() {
        PeerAddress orders = new PeerAddress("orders", FIRST.key(), "ws", true);
        for (int i = 0; i < 480; i++) {
            succeed(FIRST);
            succeed(orders);
        }
        elevenOfTwentyTwoFail();
        assertThat(ejection.isEjected(FIRST)).as("2 % of the window failed").isFalse();
    }

    @Test
    void callsBeforeTheFirstFailureCount() {
        for (int i = 0; i < 480; i++) {
            succeed(FIRST);
        }
        elevenOfTwentyTwoFail();
        assertThat(ejection.isEjected(FIRST)).as("2 % of the window failed").isFalse();
    }

    @Test
    void callsOfAnotherStartOfAnInstanceDoNotCount() {
        PeerAddress old = instance(0, "a");
        PeerAddress young = instance(0, "b");
        for (int i = 0; i < 480; i++) {
            succeed(old);
        }
        fail(young, 20, TEN, settings(ConfigKeys.EJECTION_FAILURES, 1_000));
        assertThat(ejection.isEjected(young)).isTrue();
    }

    @Test
    void aResetForgetsTheFailuresToo() {
        spread(11, 20);
        ejection.reset(PAYMENTS);
        fail(FIRST, 1, TEN, settings(ConfigKeys.EJECTION_FAILURES, 1_000));
        assertThat(ejection.isEjected(FIRST)).isFalse();
    }

    @Test
    void failuresEjectNeverMoreThanHalfOfANamespace() {
        TEN.forEach(instance -> fail(instance, 20));
        assertThat(ejection.ejected(PAYMENTS)).hasSize(5);
    }

    @Test
    void theCapIsThatOfTheKnownInstances() {
        List<PeerAddress> three = TEN.subList(0, 3);
        three.forEach(instance -> fail(instance, 20, three));
        assertThat(ejection.ejected(PAYMENTS)).as("one of three").containsExactly(FIRST.key().toString());
        List<PeerAddress> changed = List.of(TEN.get(5), TEN.get(6));
        changed.forEach(instance -> fail(instance, 20, changed));
        assertThat(ejection.ejected(PAYMENTS)).as("and one of two others").hasSize(2);
    }

    @Test
    void theLastInstanceIsNeverEjectedForFailures() {
        CallSettings settings = settings(ConfigKeys.EJECTION_MAX_PERCENT, 100);
        List<PeerAddress> two = TEN.subList(0, 2);
        unreachable(SECOND);
        fail(FIRST, 50, two, settings);
        assertThat(ejection.isEjected(FIRST)).as("the other one cannot be reached").isFalse();
        assertThat(fail(FIRST, 5, List.of(FIRST), settings)).as("it is time to ask for others").isTrue();
        assertThat(ejection.isEjected(FIRST)).isFalse();
    }

    @Test
    void afterTheDurationOneCallAtATimeTriesTheInstance() {
        ejectForItsTime();
        assertThat(ejection.acquire(FIRST)).isTrue();
        assertThat(ejection.acquire(FIRST)).isFalse();
        assertThat(ejection.isEjected(FIRST)).as("for all others").isTrue();
        ejection.released(FIRST, ejection.count());
        assertThat(ejection.acquire(FIRST)).as("the first told nothing").isTrue();
    }

    @Test
    void aSuccessOfTheCallThatTriesTheInstanceEndsTheEjection() {
        ejectForItsTime();
        ejection.acquire(FIRST);
        succeed(FIRST);
        assertThat(ejection.isEjected(FIRST)).isFalse();
        assertThat(ejection.acquire(FIRST)).isTrue();
        assertThat(ejection.acquire(FIRST)).isTrue();
        assertThat(ejection.penalty(FIRST)).isZero();
        fail(FIRST, 4);
        assertThat(ejection.isEjected(FIRST)).as("the failures before do not count").isFalse();
    }

    @Test
    void eachEjectionInARowTakesLongerUpToFiveMinutes() {
        unreachable(FIRST);
        for (int seconds : new int[] { 30, 60, 90, 120, 150, 180, 210, 240, 270, 300, 300, 300 }) {
            timer.advance(Duration.ofSeconds(seconds).minusMillis(1));
            assertThat(ejection.isEjected(FIRST)).as("for %s s", seconds).isTrue();
            timer.advanceMillis(1);
            assertThat(ejection.acquire(FIRST)).isTrue();
            fail(FIRST, 1);
        }
        timer.advance(Duration.ofMinutes(5));
        ejection.acquire(FIRST);
        succeed(FIRST);
        unreachable(FIRST);
        timer.advance(Duration.ofSeconds(30));
        assertThat(ejection.isEjected(FIRST)).as("the row was ended by a success").isFalse();
    }

    @Test
    void anAnswerToARequestFromBeforeTheEjectionDoesNotUndoIt() {
        long before = ejection.count();
        fail(FIRST, 5);
        ejection.succeeded(FIRST, before, SAFE);
        assertThat(ejection.isEjected(FIRST)).isTrue();
    }

    @Test
    void failuresOfCallsFromBeforeTheEjectionDoNotProlongOrMultiplyIt() {
        long before = ejection.count();
        fail(FIRST, 5);
        timer.advance(Duration.ofSeconds(29));
        for (int i = 0; i < 50; i++) {
            ejection.failed(FIRST, before, SAFE, false, TEN);
            ejection.unreachable(FIRST, before, SAFE, "it is down", TEN);
        }
        timer.advance(Duration.ofSeconds(1));
        assertThat(ejection.acquire(FIRST)).isTrue();
        for (int i = 0; i < 50; i++) {
            ejection.failed(FIRST, before, SAFE, false, TEN);
        }
        assertThat(ejection.acquire(FIRST)).as("the instance is still tried by one call").isFalse();
        succeed(FIRST);
        for (int i = 0; i < 50; i++) {
            ejection.failed(FIRST, before, SAFE, false, TEN);
        }
        assertThat(ejection.isEjected(FIRST)).isFalse();
    }

    @Test
    void aLostLinkCountsOnceForAllCallsInFlightOnIt() {
        long before = ejection.count();
        for (int i = 0; i < 50; i++) {
            ejection.failed(FIRST, before, SAFE, true, TEN);
        }
        assertThat(ejection.isEjected(FIRST)).isFalse();
        for (int i = 0; i < 4; i++) {
            ejection.failed(FIRST, ejection.count(), SAFE, true, TEN);
        }
        assertThat(ejection.isEjected(FIRST)).as("five links one after the other").isTrue();
    }

    @Test
    void anotherStartOfAnInstanceHasNoneOfItsFailures() {
        PeerAddress old = instance(0, "a");
        PeerAddress young = instance(0, "b");
        unreachable(old);
        assertThat(ejection.isEjected(old)).isTrue();
        assertThat(ejection.isEjected(young)).isFalse();
        fail(young, 1);
        assertThat(ejection.isEjected(young)).isFalse();
    }

    @Test
    void failuresCountAsCallsInFlightAndFade() {
        fail(FIRST, 1);
        assertThat(ejection.penalty(FIRST)).as("one among successes is chance").isZero();
        fail(FIRST, 3);
        int penalty = ejection.penalty(FIRST);
        assertThat(penalty).isPositive();
        for (int i = 0; i < 10; i++) {
            succeed(FIRST);
        }
        assertThat(ejection.penalty(FIRST)).isLessThan(penalty);
        timer.advance(Duration.ofSeconds(30));
        assertThat(ejection.penalty(FIRST)).isZero();
    }

    @Test
    void refusalsWeighAndNeverEject() {
        for (int i = 0; i < 100; i++) {
            ejection.overloaded(FIRST, 0);
        }
        assertThat(ejection.isEjected(FIRST)).isFalse();
        assertThat(ejection.penalty(FIRST)).isGreaterThan(5);
        assertThat(ejection.retryAfter(FIRST)).isZero();
    }

    @Test
    void anInstanceThatWantsNoCallsForATimeIsTheLastChoiceForThatTime() {
        fail(SECOND, 4);
        ejection.overloaded(FIRST, Duration.ofSeconds(2).toNanos());
        ejection.overloaded(FIRST, Duration.ofSeconds(1).toNanos());
        assertThat(ejection.penalty(FIRST)).isGreaterThan(ejection.penalty(SECOND) + 100_000);
        assertThat(ejection.retryAfter(FIRST)).isEqualTo(Duration.ofSeconds(2).toNanos());
        timer.advance(Duration.ofSeconds(2));
        assertThat(ejection.penalty(FIRST)).isLessThan(ejection.penalty(SECOND) + 1);
        assertThat(ejection.retryAfter(FIRST)).isZero();
    }

    @Test
    void anInstanceThatHasBeenHealthyForAWhileHasNoRecord() {
        fail(FIRST, 4);
        succeed(FIRST);
        assertThat(ejection.namespaces()).containsExactly(PAYMENTS);
        timer.advance(Duration.ofSeconds(10));
        succeed(FIRST);
        assertThat(ejection.namespaces()).isEmpty();
    }

    @Test
    void anInstanceThatIsGoneIsForgottenInTime() {
        unreachable(FIRST);
        timer.advance(Duration.ofMinutes(60));
        unreachable(new PeerAddress("orders", SECOND.key(), "ws", true));
        assertThat(ejection.namespaces()).containsExactlyInAnyOrder("orders", PAYMENTS);
        timer.advance(Duration.ofMinutes(2));
        unreachable(new PeerAddress("orders", SECOND.key(), "ws", true));
        assertThat(ejection.namespaces()).containsExactly("orders");
    }

    @Test
    void aResetEndsAllEjectionsOfTheNamespace() {
        unreachable(FIRST);
        unreachable(SECOND);
        PeerAddress other = new PeerAddress("orders", FIRST.key(), "ws", true);
        unreachable(other);
        ejection.reset(PAYMENTS);
        assertThat(ejection.ejected(PAYMENTS)).isEmpty();
        assertThat(ejection.isEjected(other)).isTrue();
    }

    @Test
    void withRetryAlwaysTheFirstFailureEjectsWithoutCapOrGrowth() {
        for (PeerAddress instance : TEN) {
            ejection.failed(instance, ejection.count(), ALWAYS, false, TEN);
        }
        assertThat(ejection.ejected(PAYMENTS)).hasSize(10);
        for (int i = 0; i < 5; i++) {
            timer.advance(Duration.ofSeconds(30));
            assertThat(ejection.isEjected(FIRST)).isFalse();
            assertThat(ejection.acquire(FIRST)).isTrue();
            ejection.failed(FIRST, ejection.count(), ALWAYS, false, TEN);
            assertThat(ejection.isEjected(FIRST)).isTrue();
        }
    }

    @Test
    void withRetryAlwaysAnySuccessEndsTheEjection() {
        long before = ejection.count();
        ejection.failed(FIRST, before, ALWAYS, false, TEN);
        ejection.succeeded(FIRST, before, ALWAYS);
        assertThat(ejection.isEjected(FIRST)).isFalse();
        assertThat(ejection.namespaces()).isEmpty();
    }

    private static PeerAddress registered(int number) {
        return new PeerAddress(PAYMENTS, InstanceKey.of("10.0.0.1", 1_000 + number, ""), "ws", true, false, "");
    }

    private static PeerAddress instance(int number, String id) {
        return new PeerAddress(PAYMENTS, InstanceKey.parse("10.0.0." + number + ":9000"), "ws", true, false, id);
    }

    private static <T> CallSettings settings(io.microcdi.config.ConfigKey<T> key, T value) {
        return CallSettings.of(MicroConfig.defaults().with(key, value), PAYMENTS);
    }

    private void ejectForItsTime() {
        fail(FIRST, 5);
        timer.advance(Duration.ofSeconds(30));
    }

    /** The successes, then the failures. */
    private void spread(int failures, int calls) {
        for (int i = failures; i < calls; i++) {
            succeed(FIRST);
        }
        fail(FIRST, failures, TEN, settings(ConfigKeys.EJECTION_FAILURES, 1_000));
    }

    private void unreachable(PeerAddress instance) {
        ejection.unreachable(instance, ejection.count(), SAFE, "it is down", TEN);
    }

    private void succeed(PeerAddress instance) {
        ejection.succeeded(instance, ejection.count(), SAFE);
    }

    private void fail(PeerAddress instance, int times) {
        fail(instance, times, TEN);
    }

    private void fail(PeerAddress instance, int times, List<PeerAddress> known) {
        fail(instance, times, known, SAFE);
    }

    private boolean fail(PeerAddress instance, int times, List<PeerAddress> known, CallSettings settings) {
        boolean last = false;
        for (int i = 0; i < times; i++) {
            last = ejection.failed(instance, ejection.count(), settings, false, known);
        }
        return last;
    }
}
