package io.microcdi.internal.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.config.ConfigKeys;
import io.microcdi.testing.TestNode;
import io.microcdi.testing.TestRegistry;
import io.microcdi.testing.World;

/** Calls prefer instances of the caller's zone, and spread over all. */
class ChoiceOfZoneTest {

    private static final int ROUNDS = 100;

    private final World world = new World();
    private final Map<Integer, Integer> runs = new HashMap<>();
    private final List<CompletableFuture<String>> held = new ArrayList<>();
    private boolean holding;

    private void providers(int count) {
        TestRegistry.in(world);
        for (int i = 0; i < count; i++) {
            int number = i;
            world.set(ConfigKeys.ADVERTISE_ZONE, "eu-" + i % 3).node("payments", "10.0.1." + i + ":9000").start()
                    .route("/x", context -> run(number));
        }
    }

    private Object run(int number) {
        runs.merge(number, 1, Integer::sum);
        if (!holding) {
            return "done";
        }
        held.add(new CompletableFuture<>());
        return held.get(held.size() - 1);
    }

    private TestNode consumer(String zone) {
        return world.set(ConfigKeys.ADVERTISE_ZONE, zone).node("checkout", "10.0.0.6:9000").start();
    }

    private static void call(TestNode consumer, int times) {
        for (int i = 0; i < times; i++) {
            consumer.call("payments", "/x");
        }
    }

    private int inZone(int zone) {
        return runs.entrySet().stream().filter(entry -> entry.getKey() % 3 == zone).mapToInt(Map.Entry::getValue).sum();
    }

    /** Six are all compared; of thirty some are drawn. */
    @ParameterizedTest
    @ValueSource(ints = { 6, 30 })
    void mostCallsStayInTheZoneAndNoInstanceGetsMoreThanTwiceItsShare(int count) {
        providers(count);
        call(consumer("eu-1"), count * ROUNDS);
        assertThat(runs).as("the others are called, too").hasSize(count);
        assertThat(inZone(1) * 100 / (count * ROUNDS)).as("percent; two of three draws are in the zone for 56 to 60")
                .isBetween(50, 70);
        assertThat(runs.values()).allMatch(calls -> calls < 2 * ROUNDS + 60);
    }

    /** Load counts more than nearness: a zone with few instances is not overrun. */
    @Test
    void busyInstancesOfTheZoneAreSpared() {
        providers(30);
        holding = true;
        call(consumer("eu-1"), 300);
        assertThat(runs).hasSize(30);
        assertThat(runs.values()).allMatch(calls -> calls >= 7 && calls <= 13);
        held.forEach(call -> call.complete("done"));
    }

    @Test
    void aCallerInAnotherZoneCallsAllEqually() {
        providers(30);
        call(consumer("us-1"), 30 * ROUNDS);
        assertThat(runs).hasSize(30);
        assertThat(runs.values()).allMatch(calls -> calls > 60 && calls < 140);
    }
}
