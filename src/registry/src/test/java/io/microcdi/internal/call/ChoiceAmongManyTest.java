package io.microcdi.internal.call;

import static org.assertj.core.api.Assertions.assertThat;

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
    void theLastTwoThatAreNotBrokenAreFoundAndShareAll() {
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
