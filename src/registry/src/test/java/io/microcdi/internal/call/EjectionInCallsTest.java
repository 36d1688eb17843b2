package io.microcdi.internal.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.MicroCall;
import io.microcdi.config.ConfigKey;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.RetryMode;
import io.microcdi.error.CallFailedException;
import io.microcdi.error.LinkLostException;
import io.microcdi.error.RouteException;
import io.microcdi.internal.link.CloseCodes;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.node.BusyServerException;
import io.microcdi.internal.node.PeerAddress;
import io.microcdi.internal.route.RequestRefusedException;
import io.microcdi.testing.TestNode;
import io.microcdi.testing.TestRegistry;
import io.microcdi.testing.World;

/** The effect of calls on the health of two instances, of which the first can be broken. */
class EjectionInCallsTest {

    private static final String FIRST = "10.0.1.0:9000";
    private static final String SECOND = "10.0.1.1:9000";

    private final World world = new World();
    private final List<String> runs = new ArrayList<>();
    private final List<CompletableFuture<String>> held = new ArrayList<>();
    private RuntimeException failure;
    private boolean holding;
    private final List<TestNode> providers = new ArrayList<>();
    private TestNode consumer;
    private TestRegistry registry;

    @BeforeEach
    void start() {
        registry = TestRegistry.in(world);
        for (String address : List.of(FIRST, SECOND)) {
            providers.add(provide(address));
        }
        consumer = world.node("checkout", "10.0.0.6:9000").start();
    }

    private TestNode provide(String address) {
        TestNode provider = world.node("payments", address).start();
        provider.route("/x", context -> {
            runs.add(address);
            if (address.equals(FIRST) && failure != null) {
                throw failure;
            }
            if (address.equals(FIRST) && holding) {
                held.add(new CompletableFuture<>());
                return held.get(held.size() - 1);
            }
            return address;
        });
        return provider;
    }

    @Test
    void oneFailureDoesNotChangeTheShares() {
        failure = new IllegalArgumentException("invalid input");
        while (!runs.contains(FIRST)) {
            consumer.call("payments", "/x");
        }
        failure = null;
        runs.clear();
        call(400);
        assertThat(runs.stream().filter(FIRST::equals).count()).isBetween(150L, 250L);
    }

    @Test
    void anInstanceThatFailsIsEjectedForThirtySecondsAndThenTriedOnce() {
        ejectTheFirst();
        assertThat(runs).as("it was called until it had failed five times").hasSizeLessThan(200);
        runs.clear();
        call(50);
        assertThat(runs).doesNotContain(FIRST);
        world.advance(Duration.ofSeconds(30));
        runs.clear();
        call(50);
        assertThat(runs.stream().filter(FIRST::equals)).as("it answered, so that it is one of two again")
                .hasSizeGreaterThan(10);
    }

    @Test
    void whileOneCallTriesItTheOthersGoElsewhere() {
        ejectTheFirst();
        world.advance(Duration.ofSeconds(30));
        holding = true;
        List<CompletableFuture<String>> calls = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            calls.add(consumer.call("payments", "/x"));
        }
        assertThat(held).hasSize(1);
        assertThat(calls.stream().filter(CompletableFuture::isDone)).hasSize(49);
        held.get(0).complete(FIRST);
        assertThat(calls).allMatch(CompletableFuture::isDone);
    }

    @Test
    void aCallThatTriesItAndIsCancelledDoesNotShutTheInstanceOutForEver() {
        ejectTheFirst();
        world.advance(Duration.ofSeconds(30));
        holding = true;
        for (int i = 0; held.isEmpty() && i < 200; i++) {
            CompletableFuture<String> call = consumer.call("payments", "/x");
            if (!call.isDone()) {
                call.cancel(true);
            }
        }
        assertThat(held).hasSize(1);
        holding = false;
        runs.clear();
        call(50);
        assertThat(runs).contains(FIRST);
    }

    @Test
    void anAnswerToACallFromBeforeTheEjectionDoesNotUndoIt() {
        holding = true;
        CompletableFuture<String> before = callTheFirst();
        for (int i = 0; i < 5; i++) {
            ejection().failed(address(FIRST), ejection().count(), consumer.caller().settings("payments"), false,
                    consumer.directory().known("payments"));
        }
        held.get(0).complete("late");
        assertThat(before.join()).isEqualTo("late");
        assertThat(isEjected()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = { 400, 401, 403, 404, 409, 418, 422, 429, 499, 600 })
    void theApplicationsStatusesNeverEject(int status) {
        failure = new RouteException(status, "bad input");
        call(200);
        assertThat(isEjected()).isFalse();
        assertThat(runs.stream().filter(FIRST::equals).count()).as("nor do they weigh").isBetween(70L, 130L);
    }

    @ParameterizedTest
    @ValueSource(ints = { 429, 503 })
    void refusalsNeverEjectButWeigh(int status) {
        failure = new RequestRefusedException(status, "too much");
        call(400);
        assertThat(isEjected()).isFalse();
        assertThat(runs.stream().filter(FIRST::equals).count()).isPositive().isLessThan(20);
    }

    /** As where a circuit breaker is open: the other instances use the same service behind it. */
    @Test
    void a503OfTheApplicationNeverEjectsButWeighs() {
        failure = new RouteException(503, "a circuit breaker is open");
        call(400);
        assertThat(runs.stream().filter(FIRST::equals).count()).isPositive().isLessThan(20);
        for (int i = 0; i < 60; i++) {
            call(1);
            world.advance(Duration.ofMillis(500));
            assertThat(isEjected()).isFalse();
        }
    }

    /** Otherwise each call would try it as soon as the one before was answered. */
    @Test
    void anInstanceThatAnswers503ToTheCallThatTriesItIsEjectedAgain() {
        ejectTheFirst();
        world.advance(Duration.ofSeconds(30));
        failure = new RouteException(503, "a circuit breaker is open");
        runs.clear();
        call(50);
        assertThat(runs.stream().filter(FIRST::equals)).hasSize(1);
        assertThat(isEjected()).isTrue();
        failure = null;
        world.advance(Duration.ofSeconds(60));
        runs.clear();
        call(50);
        assertThat(runs.stream().filter(FIRST::equals)).as("it is one of two again").hasSizeGreaterThan(10);
    }

    @Test
    void withRetryAlwaysA503OfTheApplicationEjects() {
        consumer(ConfigKeys.RETRY, RetryMode.ALWAYS);
        failure = new RouteException(503, "a circuit breaker is open");
        while (!runs.contains(FIRST)) {
            consumer.call("payments", "/x");
        }
        assertThat(isEjected()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = { "request-timeout", "attempt-timeout" })
    void attemptsThatUseUpTheConfiguredTimeEject(String key) {
        consumer(key.startsWith("request") ? ConfigKeys.REQUEST_TIMEOUT : ConfigKeys.ATTEMPT_TIMEOUT,
                Duration.ofMillis(300));
        holding = true;
        for (int i = 0; held.size() < 5; i++) {
            assertThat(i).isLessThan(200);
            consumer.call("payments", "/x");
            world.advance(Duration.ofMillis(300));
        }
        assertThat(isEjected()).isTrue();
    }

    @Test
    void attemptsThatUseUpTheAttemptTimeoutOfTheirCallEject() {
        holding = true;
        MicroCall call = consumer.caller().to("payments").attemptTimeout(Duration.ofMillis(300));
        for (int i = 0; held.size() < 5; i++) {
            assertThat(i).isLessThan(200);
            call.callAsync("/x", null, String.class);
            world.advance(Duration.ofMillis(300));
        }
        assertThat(isEjected()).isTrue();
    }

    @Test
    void aCallersOwnShortTimeNeverEjects() {
        holding = true;
        for (int i = 0; i < 100; i++) {
            consumer.call("payments", "/x", Duration.ofMillis(1));
            consumer.caller().to("payments").attemptTimeout(Duration.ofMillis(1)).callAsync("/x", null, String.class);
            world.advance(Duration.ofMillis(1));
        }
        assertThat(held).hasSizeGreaterThan(20);
        assertThat(isEjected()).isFalse();
    }

    @Test
    void aSlowInstanceThatAnswersPingsIsNotAtFault() {
        holding = true;
        for (int i = 0; held.size() < 6; i++) {
            assertThat(i).isLessThan(200);
            consumer.call("payments", "/x", Duration.ofSeconds(1));
            // each byte takes a while
            world.network().dials(FIRST).forEach(dial -> dial.pipe().dialler().freeze());
            world.advance(Duration.ofSeconds(1));
            world.network().dials(FIRST).forEach(dial -> dial.pipe().dialler().thaw());
            world.advance(Duration.ofMillis(500));
        }
        assertThat(isEjected()).isFalse();
        assertThat(ejection().penalty(address(FIRST))).isZero();
    }

    @Test
    void anInstanceThatIsSilentForASecondIsAtFaultHoweverLongItMayTake() {
        holding = true;
        callTheFirst().cancel(true);
        world.network().dials(FIRST).forEach(dial -> dial.pipe().acceptor().freeze());
        Link silent = consumer.node().link("payments", address(FIRST).key());
        // each failure weighs for some seconds; after 20 s the link is given up
        for (int second = 0; second < 18; second++) {
            for (int i = 0; i < 50 && silent.pendingRequests() == 0; i++) {
                consumer.call("payments", "/x", Duration.ofSeconds(1));
            }
            world.advance(Duration.ofSeconds(1));
        }
        assertThat(consumer.caller().counters().failures()).containsOnlyKeys("CallAbortedException",
                "CallTimeoutException").containsEntry("CallTimeoutException", 5L);
    }

    /** A part of the second has passed when the request is sent: here the time that it waits for a link. */
    @Test
    void anInstanceThatIsSilentForTheWholeTimeOfCallsOfASecondIsEjected() {
        TestNode third = world.node("caller", "10.0.0.9:9000").start();
        world.network().hang(FIRST);
        world.network().hang(SECOND);
        holding = true;
        for (int i = 0; i < 12; i++) {
            third.call("payments", "/x", Duration.ofSeconds(1));
        }
        world.advance(Duration.ofMillis(20));
        world.network().release();
        assertThat(held).as("the calls are spread over both").hasSizeGreaterThanOrEqualTo(5);
        // nothing comes from it any more, either
        world.network().dials(FIRST).forEach(dial -> dial.pipe().dialler().freeze());
        world.advance(Duration.ofSeconds(2));
        assertThat(third.caller().context().ejection().ejected("payments")).containsExactly(FIRST);
    }

    @Test
    void anInstanceThatComesBackIsTriedByOneCallThoughItIsFoundAnew() {
        TestNode third = provide("10.0.1.2:9000");
        call(20);
        PeerAddress address = address("10.0.1.2:9000");
        ejection().unreachable(address, ejection().count(), consumer.caller().settings("payments"),
                "it is down", List.of());
        world.advance(Duration.ofSeconds(30));
        assertThat(ejection().acquire(address)).isTrue();
        runs.clear();
        call(50);
        assertThat(runs).doesNotContain(third.find().toString());
    }

    @Test
    void whereAllAreEjectedTheyAreTriedAllTheSame() {
        call(20);
        for (String one : List.of(FIRST, SECOND)) {
            ejection().unreachable(address(one), ejection().count(), consumer.caller().settings("payments"),
                    "it is down", List.of());
        }
        assertThat(ejection().ejected("payments")).hasSize(2);
        assertThat(consumer.call("payments", "/x").join()).isIn(FIRST, SECOND);
        assertThat(ejection().namespaces()).isEmpty();
    }

    @Test
    void whereAllAreEjectedAndNoRegistryAnswersTheyAreTriedAllTheSame() {
        call(20);
        registry.stop();
        for (String one : List.of(FIRST, SECOND)) {
            world.network().dials(one).forEach(dial -> dial.pipe().cut());
            ejection().unreachable(address(one), ejection().count(), consumer.caller().settings("payments"),
                    "it is down", List.of());
        }
        CompletableFuture<String> call = consumer.call("payments", "/x");
        world.advance(Duration.ofSeconds(1));
        assertThat(call).isCompleted();
        assertThat(call.join()).isIn(FIRST, SECOND);
    }

    /** The search for another instance ends after the call, and has the right to try the instance. */
    @Test
    void aCallThatEndsWhileItSearchesDoesNotShutTheInstanceOutForEver() {
        ejectTheFirst();
        providers.get(1).stop();
        world.advance(Duration.ofSeconds(30));
        failure = new RequestRefusedException(503, "too much");
        world.network().dials(World.REGISTRY).forEach(dial -> dial.pipe().acceptor().freeze());
        CompletableFuture<String> call = consumer.call("payments", "/x", Duration.ofSeconds(1));
        assertThat(call).isNotDone();
        world.advance(Duration.ofMillis(1_100));
        assertThat(call).isCompletedExceptionally();
        world.network().dials(World.REGISTRY).forEach(dial -> dial.pipe().acceptor().thaw());
        world.advance(Duration.ofSeconds(1));
        assertThat(ejection().acquire(address(FIRST))).isTrue();
    }

    @Test
    void aFailureOfTheOnlyOtherInstanceDoesNotEndAnEjection() {
        ejectTheFirst();
        world.network().dials(SECOND).forEach(dial -> dial.pipe().cut());
        world.network().unlisten(SECOND);
        runs.clear();
        consumer.caller().to("payments").idempotent().retries(0).callAsync("/x", null, String.class);
        assertThat(runs).as("nothing else is left").containsExactly(FIRST);
    }

    @Test
    void ejectionsAreANodesOwn() {
        ejectTheFirst();
        TestNode other = world.node("checkout", "10.0.0.7:9000").start();
        runs.clear();
        for (int i = 0; i < 50; i++) {
            other.call("payments", "/x").join();
        }
        assertThat(runs).contains(FIRST);
    }

    @Test
    void withRetryAlwaysTheFirstFailureEjects() {
        consumer(ConfigKeys.RETRY, RetryMode.ALWAYS);
        failure = new RouteException(500, "broken");
        while (!runs.contains(FIRST)) {
            assertThat(consumer.call("payments", "/x").join()).as("it is repeated, though not idempotent")
                    .isEqualTo(SECOND);
        }
        assertThat(isEjected()).isTrue();
        failure = null;
        world.advance(Duration.ofSeconds(30));
        runs.clear();
        call(50);
        assertThat(runs).contains(FIRST);
    }

    /** It runs, and takes the handshakes of others: only so many at once. */
    @Test
    void anInstanceThatIsBusyWithHandshakesIsSparedAndNotEjected() {
        TestNode other = world.node("checkout", "10.0.0.7:9000").start();
        world.network().refuse(FIRST, () -> new BusyServerException("answered 503", 1, null));
        for (int i = 0; i < 50; i++) {
            assertThat(other.call("payments", "/x").join()).isEqualTo(SECOND);
        }
        assertThat(world.network().refused()).as("once a second").isEqualTo(1);
        assertThat(other.caller().context().ejection().ejected("payments")).isEmpty();
        world.network().refuse(FIRST, () -> null);
        // the effect of the failure fades
        world.advance(Duration.ofSeconds(20));
        runs.clear();
        for (int i = 0; i < 50; i++) {
            other.call("payments", "/x").join();
        }
        assertThat(runs).contains(FIRST);
    }

    /** As after a pause of this process: the instance says that this node was silent. */
    @Test
    void anInstanceThatEndsTheLinkOfASilentNodeIsNotEjected() {
        holding = true;
        CompletableFuture<String> call = callTheFirst();
        world.network().last(FIRST).acceptor().close(CloseCodes.SILENT, "silent");
        assertThatThrownBy(call::join).isInstanceOf(LinkLostException.class).hasMessageContaining("4000");
        assertThat(isEjected()).isFalse();
    }

    @Test
    void anInstanceWhoseLinkIsSilentIsEjected() {
        providers.get(0).stop();
        // it looks after its links so seldom that only the consumer finds the link silent
        world.set(ConfigKeys.PING_INTERVAL, Duration.ofMinutes(5));
        TestNode first = provide(FIRST);
        holding = true;
        CompletableFuture<String> call = callTheFirst();
        first.freeze();
        world.advance(Duration.ofSeconds(25));
        assertThatThrownBy(call::join).isInstanceOf(LinkLostException.class).hasMessageContaining("4000");
        assertThat(isEjected()).isTrue();
    }

    @Test
    void aLeavingInstanceIsNotChosen() {
        call(20);
        providers.get(0).node().openLinks().forEach(Link::announceLeaving);
        runs.clear();
        call(50);
        assertThat(runs).doesNotContain(FIRST);
        assertThat(consumer.caller().peer("payments", List.of()).key()).isEqualTo(SECOND);
        providers.get(1).node().openLinks().forEach(Link::announceLeaving);
        assertThat(consumer.call("payments", "/x").join()).as("unless there is no other").isIn(FIRST, SECOND);
    }

    /** Lets the first instance fail until it is ejected, and be whole again. */
    private void ejectTheFirst() {
        failure = new RouteException(500, "broken");
        for (int i = 0; !isEjected(); i++) {
            assertThat(i).isLessThan(200);
            int before = runs.size();
            CompletableFuture<String> call = consumer.call("payments", "/x");
            if (runs.subList(before, runs.size()).contains(FIRST)) {
                assertThatThrownBy(call::join).isInstanceOf(CallFailedException.class);
            }
            world.advance(Duration.ofMillis(500));
        }
        failure = null;
    }

    private CompletableFuture<String> callTheFirst() {
        int before = held.size();
        CompletableFuture<String> call = consumer.call("payments", "/x");
        while (held.size() == before) {
            call = consumer.call("payments", "/x");
        }
        return call;
    }

    private <T> void consumer(ConfigKey<T> key, T value) {
        world.set(key, value);
        consumer = world.node("checkout", "10.0.0.8:9000").start();
    }

    private OutlierEjection ejection() {
        return consumer.caller().context().ejection();
    }

    private boolean isEjected() {
        return ejection().ejected("payments").contains(FIRST);
    }

    private PeerAddress address(String key) {
        return consumer.directory().known("payments").stream().filter(known -> known.key().toString().equals(key))
                .findFirst().orElseThrow();
    }

    private void call(int times) {
        for (int i = 0; i < times; i++) {
            consumer.call("payments", "/x");
        }
    }
}
