package io.microcdi.internal.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.MicroCall;
import io.microcdi.config.ConfigKeys;
import io.microcdi.error.LinkLostException;
import io.microcdi.error.MicroException;
import io.microcdi.internal.link.Link;
import io.microcdi.testing.TestNode;
import io.microcdi.testing.TestRegistry;
import io.microcdi.testing.World;

/** A minute of 500 calls a second to services that fail, in simulated time: its cost, and the time until it is over. */
class ManyCallsTest {

    private static final int CALLS_PER_SECOND = 500;
    private static final Duration PAUSE = Duration.ofMillis(1_000 / CALLS_PER_SECOND);

    private final World world = new World();
    private final Random chance = new Random(7);
    private final List<TestNode> providers = new ArrayList<>();
    private final Map<Integer, Integer> runs = new TreeMap<>();
    private final Map<String, Integer> failures = new HashMap<>();
    private final List<MicroException> doubts = new ArrayList<>();
    private Predicate<Integer> broken = number -> false;
    private TestNode consumer;
    private int calls;

    @BeforeEach
    void start() {
        TestRegistry.in(world);
    }

    @Test
    void oneBadInputInTwoHundredEjectsNobodyAndAllServeTheirShare() {
        provide(10);
        broken = number -> chance.nextInt(200) == 0;
        for (int second = 0; second < 60; second++) {
            callFor(1, call -> call);
            assertThat(ejected()).isEmpty();
        }
        assertThat(failed()).isBetween(100, 200);
        int share = calls / 10;
        assertThat(runs.values()).allMatch(count -> count > 0.7 * share && count < 1.3 * share);
    }

    @Test
    void whereAllFailThereAreAtMostTwelveAttemptsForTenCallsAndTheEndIsSeenAtOnce() {
        provide(4);
        callFor(30, MicroCall::idempotent);
        assertThat(failed()).isZero();
        calls = 0;
        runs.clear();
        broken = number -> true;
        callFor(60, call -> call.idempotent().retries(3));
        int attempts = runs.values().stream().mapToInt(count -> count).sum();
        assertThat(failed()).isEqualTo(calls);
        assertThat((double) attempts / calls).isBetween(1.1, 1.2);
        assertThat(ejected()).as("never more than half").hasSizeLessThanOrEqualTo(2);
        broken = number -> false;
        callFor(1, MicroCall::idempotent);
        failures.clear();
        callFor(4, MicroCall::idempotent);
        assertThat(failed()).isZero();
        world.advance(Duration.ofMinutes(5));
        callFor(1, MicroCall::idempotent);
        runs.clear();
        callFor(10, MicroCall::idempotent);
        assertThat(runs.values()).as("all are back").hasSize(4).allMatch(count -> count > 1_000);
    }

    /** The instance fails all calls at once, so that it has never one in flight. */
    @Test
    void anInstanceThatFailsFastIsEjectedAfterFiveFailures() {
        provide(3);
        broken = number -> number == 0;
        callFor(60, call -> call);
        assertThat(failures).containsOnlyKeys("CallFailedException");
        assertThat(failed()).as("five, and those that try it").isBetween(5, 8);
        assertThat(ejected()).containsExactly("10.0.1.0:9000");
    }

    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void anInstanceThatStopsForAWhileCostsFewCallsAndComesBack(boolean timeoutIsConfigured) {
        if (timeoutIsConfigured) {
            world.set(ConfigKeys.REQUEST_TIMEOUT, Duration.ofSeconds(1));
        }
        provide(3);
        callFor(5, this::withinASecond);
        providers.get(0).freeze();
        calls = 0;
        runs.clear();
        callFor(15, this::withinASecond);
        providers.get(0).thaw();
        int before = failed();
        assertThat(before).isPositive();
        runs.clear();
        int seconds = 0;
        while (runs.getOrDefault(0, 0) < 100) {
            callFor(1, this::withinASecond);
            assertThat(++seconds).isLessThanOrEqualTo(35);
        }
        callFor(45 - seconds, this::withinASecond);
        assertThat(failed()).as("of %s calls", calls).isLessThan(calls / 200);
        assertThat(failed() - before).as("while it comes back").isZero();
    }

    private MicroCall withinASecond(MicroCall call) {
        return call.timeout(Duration.ofSeconds(1));
    }

    @Test
    void theDeathOfAProviderCostsNoIdempotentCall() {
        provide(3);
        callFor(5, MicroCall::idempotent);
        providers.get(0).kill();
        callFor(60, MicroCall::idempotent);
        assertThat(failures).isEmpty();
    }

    @Test
    void theDeathOfAProviderCostsOnlyTheCallsInFlightOnItsLink() {
        provide(3);
        callFor(5, call -> call);
        Link doomed = consumer.node().link("payments", providers.get(0).find());
        while (doomed.pendingRequests() == 0) {
            callOnce(consumer.caller().to("payments"));
        }
        int inFlight = doomed.pendingRequests();
        runs.clear();
        calls = 0;
        providers.get(0).kill();
        callFor(60, call -> call);
        assertThat(failed()).isEqualTo(inFlight).isPositive();
        assertThat(failures).containsOnlyKeys("LinkLostException");
        assertThat(doubts).allMatch(e -> e instanceof LinkLostException && e.mayHaveExecuted());
        assertThat(runs.values().stream().mapToInt(count -> count).sum()).as("none ran twice").isEqualTo(calls);
    }

    private void provide(int count) {
        for (int i = 0; i < count; i++) {
            int number = i;
            TestNode provider = world.node("payments", "10.0.1." + i + ":9000");
            provider.route("/x", context -> {
                runs.merge(number, 1, Integer::sum);
                if (broken.test(number)) {
                    throw new IllegalArgumentException("invalid input");
                }
                CompletableFuture<String> answer = new CompletableFuture<>();
                world.timer().after(Duration.ofMillis(5).toNanos(), () -> answer.complete("done"));
                return answer;
            });
            providers.add(provider.start());
        }
        consumer = world.node("checkout", "10.0.0.6:9000").start();
    }

    /** Calls for so many seconds, and waits for the last answers. */
    private void callFor(int seconds, UnaryOperator<MicroCall> settings) {
        MicroCall call = settings.apply(consumer.caller().to("payments"));
        for (int i = 0; i < seconds * CALLS_PER_SECOND; i++) {
            callOnce(call);
        }
    }

    private void callOnce(MicroCall call) {
        calls++;
        call.callAsync("/x", null, String.class).whenComplete((answer, failure) -> {
            if (failure != null) {
                failures.merge(failure.getClass().getSimpleName(), 1, Integer::sum);
                doubts.add((MicroException) failure);
            }
        });
        world.advance(PAUSE);
    }

    private int failed() {
        return failures.values().stream().mapToInt(count -> count).sum();
    }

    private List<String> ejected() {
        return consumer.caller().context().ejection().ejected("payments");
    }
}
