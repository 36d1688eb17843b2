package io.microcdi.internal.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.microcdi.RouteContext;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.RetryMode;
import io.microcdi.error.RouteException;
import io.microcdi.testing.TestNode;
import io.microcdi.testing.TestRegistry;
import io.microcdi.testing.World;

/** Of many instances a few are looked at, and which they are makes no difference to what is chosen. */
class ChoiceAmongManyTest {

    private static final int MANY = 40;

    private final World world = new World();
    private final Map<Integer, Integer> runs = new HashMap<>();
    private final List<CompletableFuture<String>> held = new ArrayList<>();
    private final Set<Integer> broken = new HashSet<>();
    private boolean holding;
    private TestNode consumer;

    @BeforeEach
    void start() {
        TestRegistry.in(world);
        for (int i = 0; i < MANY; i++) {
            int number = i;
            world.node("payments", "10.0.1." + i + ":9000").start().route("/x", context -> run(number, context));
        }
        consumer = world.node("checkout", "10.0.0.6:9000").start();
    }

    private Object run(int number, RouteContext context) {
        runs.merge(number, 1, Integer::sum);
        if (broken.contains(number)) {
            throw new RouteException(500, context.url() + " is broken");
        }
        if (!holding) {
            return "done";
        }
        held.add(new CompletableFuture<>());
        return held.get(held.size() - 1);
    }

    @Test
    void allAreCalledEquallyOftenWhereNoneIsBusy() {
        call(MANY * 100);
        assertThat(runs).hasSize(MANY);
        assertThat(runs.values()).allMatch(count -> count > 60 && count < 140);
    }

    @Test
    void thoseThatAreBusyAreSpared() {
        holding = true;
        call(MANY * 10);
        assertThat(runs).hasSize(MANY);
        assertThat(runs.values()).as("one drawn alone would be called by chance, 3 to 20 times")
                .allMatch(count -> count >= 7 && count <= 12);
        assertThat(held).hasSize(MANY * 10);
        held.forEach(call -> call.complete("done"));
    }

    @Test
    void thoseThatFailAreEjectedAndTheOthersShareAll() {
        for (int i = 0; i < MANY / 4; i++) {
            broken.add(i * 4);
        }
        for (int i = 0; i < 100; i++) {
            call(MANY);
            world.advance(Duration.ofMillis(250));
        }
        runs.clear();
        call(MANY * 100);
        assertThat(runs.keySet()).hasSize(MANY - broken.size()).doesNotContainAnyElementsOf(broken);
        assertThat(runs.values()).allMatch(count -> count > 90 && count < 180);
    }

    @Test
    void thoseThatFailAndMayNotBeEjectedAreSpared() {
        for (int i = 1; i < MANY; i++) {
            broken.add(i);
        }
        call(MANY * 100);
        runs.clear();
        call(400);
        assertThat(runs.get(0)).as("its share would be 10").isGreaterThan(30);
    }

    @Test
    void withRetryAlwaysTheLastTwoThatAreNotBrokenAreFoundAndShareAll() {
        world.set(ConfigKeys.RETRY, RetryMode.ALWAYS);
        consumer = world.node("checkout", "10.0.0.7:9000").start();
        for (int i = 0; i < MANY; i++) {
            if (i != 3 && i != 33) {
                broken.add(i);
            }
        }
        call(MANY * 50);
        runs.clear();
        call(200);
        assertThat(runs.keySet()).containsExactlyInAnyOrder(3, 33);
        assertThat(runs.values()).allMatch(count -> count > 60);
    }

    private void call(int times) {
        for (int i = 0; i < times; i++) {
            consumer.call("payments", "/x");
        }
    }
}
