package io.microcdi.internal.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.microcdi.error.CallFailedException;
import io.microcdi.error.RouteException;
import io.microcdi.internal.address.InstanceKey;
import io.microcdi.testing.TestNode;
import io.microcdi.testing.TestRegistry;
import io.microcdi.testing.World;

/** What calls make of the breakers of two instances, of which the first can be broken. */
class BreakerInCallsTest {

    private static final String FIRST = "10.0.1.0:9000";
    private static final String SECOND = "10.0.1.1:9000";

    private final World world = new World();
    private final List<String> runs = new ArrayList<>();
    private final List<CompletableFuture<String>> held = new ArrayList<>();
    private boolean broken;
    private boolean holding;
    private TestNode consumer;

    @BeforeEach
    void start() {
        TestRegistry.in(world);
        for (String address : List.of(FIRST, SECOND)) {
            world.node("payments", address).start().route("/x", context -> {
                runs.add(address);
                if (address.equals(FIRST) && broken) {
                    throw new RouteException(500, "broken");
                }
                if (address.equals(FIRST) && holding) {
                    held.add(new CompletableFuture<>());
                    return held.get(held.size() - 1);
                }
                return address;
            });
        }
        consumer = world.node("checkout", "10.0.0.6:9000").start();
    }

    @Test
    void anInstanceThatFailedIsPassedOverForThirtySecondsAndThenTriedOnce() {
        openTheFirst();
        call(50);
        assertThat(runs).doesNotContain(FIRST);
        world.advance(Duration.ofSeconds(30));
        runs.clear();
        call(50);
        assertThat(runs).contains(FIRST);
        assertThat(runs.stream().filter(FIRST::equals)).as("it answered, so that it is one of two again")
                .hasSizeGreaterThan(10);
    }

    @Test
    void whileOneCallTriesItTheOthersGoElsewhere() {
        openTheFirst();
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
    void aProbeThatIsCancelledDoesNotShutTheInstanceOutForEver() {
        openTheFirst();
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
    void anInstanceThatComesBackIsTriedByOneCallThoughItIsFoundAnew() {
        TestNode third = world.node("payments", "10.0.1.2:9000").start();
        third.route("/x", context -> "third");
        consumer.caller().context().breakers().failed("payments", third.find());
        world.advance(Duration.ofSeconds(30));
        assertThat(consumer.caller().context().breakers().acquire("payments", third.find())).isTrue();
        for (int i = 0; i < 50; i++) {
            assertThat(consumer.call("payments", "/x").join()).isNotEqualTo("third");
        }
    }

    @Test
    void whereAllAreOpenTheyAreTriedAllTheSame() {
        consumer.caller().context().breakers().failed("payments", InstanceKey.parse(FIRST));
        consumer.caller().context().breakers().failed("payments", InstanceKey.parse(SECOND));
        assertThat(consumer.call("payments", "/x").join()).isIn(FIRST, SECOND);
        assertThat(consumer.caller().context().breakers().namespaces()).isEmpty();
    }

    @Test
    void breakersAreANodesOwn() {
        openTheFirst();
        TestNode other = world.node("checkout", "10.0.0.7:9000").start();
        runs.clear();
        for (int i = 0; i < 50; i++) {
            other.call("payments", "/x").join();
        }
        assertThat(runs).contains(FIRST);
    }

    /** Calls until the first instance has failed one. */
    private void openTheFirst() {
        broken = true;
        for (int i = 0; !runs.contains(FIRST); i++) {
            assertThat(i).isLessThan(200);
            CompletableFuture<String> call = consumer.call("payments", "/x");
            if (runs.contains(FIRST)) {
                assertThatThrownBy(call::join).isInstanceOf(CallFailedException.class);
            }
        }
        broken = false;
        runs.clear();
    }

    private void call(int times) {
        for (int i = 0; i < times; i++) {
            consumer.call("payments", "/x").join();
        }
    }

}
