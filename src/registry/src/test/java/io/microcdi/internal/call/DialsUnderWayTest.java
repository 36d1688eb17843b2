package io.microcdi.internal.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.microcdi.testing.LogCapture;
import io.microcdi.testing.TestNode;
import io.microcdi.testing.TestRegistry;
import io.microcdi.testing.World;

/**
 * Calls while the link to an instance is being opened, and its server does not answer. A server that redeploys accepts
 * connections and answers no handshake.
 */
class DialsUnderWayTest {

    private static final String FIRST = "10.0.1.0:9000";
    private static final String SECOND = "10.0.1.1:9000";

    private final World world = new World();
    private TestNode consumer;

    @BeforeEach
    void start() {
        TestRegistry.in(world);
        for (String address : List.of(FIRST, SECOND)) {
            world.node("payments", address).start().route("/x", context -> address);
        }
        consumer = world.node("checkout", "10.0.0.6:9000").start();
        world.network().hang(FIRST);
    }

    @Test
    void aCallWaitsShortlyForADialWhereAnotherInstanceHasALink() {
        CompletableFuture<String> first = dialTheFirst();
        world.advance(Duration.ofMillis(99));
        assertThat(first).as("the dial may end at once").isNotDone();
        world.advance(Duration.ofMillis(1));
        assertThat(first.join()).isEqualTo(SECOND);
        assertThat(consumer.caller().counters().retries()).isZero();
    }

    @Test
    void otherCallsPreferTheInstancesWithALink() {
        dialTheFirst();
        List<CompletableFuture<String>> others = Stream.generate(this::call).limit(50).toList();
        assertThat(others).allSatisfy(call -> assertThat(call).isCompletedWithValue(SECOND));
    }

    @Test
    void theDialGoesOnAndItsLinkIsUsed() {
        dialTheFirst();
        world.advance(Duration.ofSeconds(1));
        assertThat(call()).isCompletedWithValue(SECOND);
        world.network().release();
        assertThat(Stream.generate(this::call).limit(50).map(CompletableFuture::join)).contains(FIRST, SECOND);
        assertThat(world.network().dials(FIRST).stream().filter(dial -> dial.url().getPath().contains("/checkout")))
                .as("one dial for all").hasSize(1);
    }

    @Test
    void aDialThatFailsEjectsThoughItsCallWentElsewhere() {
        dialTheFirst();
        world.advance(Duration.ofMillis(4_999));
        assertThat(consumer.caller().context().ejection().ejected("payments")).isEmpty();
        world.advance(Duration.ofMillis(1));
        assertThat(consumer.caller().context().ejection().ejected("payments")).containsExactly(FIRST);
    }

    /** The call that tries an instance after its ejection leaves the right to try it with the dial. */
    @Test
    void theDialThatTriesAnInstanceIsTheOnlyOne() {
        dialTheFirst();
        world.advance(Duration.ofSeconds(36));
        List<CompletableFuture<String>> calls = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            calls.add(call());
            world.advance(Duration.ofMillis(10));
        }
        assertThat(calls.stream().filter(call -> !call.isDone())).isEmpty();
        assertThat(consumer.caller().context().ejection().ejected("payments")).as("while the dial is under way")
                .containsExactly(FIRST);
        world.network().release();
        assertThat(Stream.generate(this::call).limit(50).map(CompletableFuture::join)).contains(FIRST);
    }

    @Test
    void aCallThatWaitsGoesToTheInstanceThatIsLinkedFirst() {
        world.network().hang(SECOND);
        List<CompletableFuture<String>> calls = Stream.generate(this::call).limit(10).toList();
        world.advance(Duration.ofSeconds(1));
        assertThat(calls).noneMatch(CompletableFuture::isDone);
        world.network().release();
        world.network().hang(FIRST);
        world.advance(Duration.ofMillis(100));
        assertThat(calls).allMatch(CompletableFuture::isDone);
    }

    @Test
    void whereNoInstanceHasALinkTheCallWaitsForTheDial() {
        world.network().hang(SECOND);
        CompletableFuture<String> call = call();
        world.advance(Duration.ofMillis(4_999));
        assertThat(call).isNotDone();
        world.network().release();
        assertThat(call.join()).isIn(FIRST, SECOND);
    }

    @Test
    void aDialThatEndsBecauseThisNodeLeavesSaysNothingAboutTheInstance() {
        dialTheFirst();
        try (LogCapture log = new LogCapture("io.microcdi.call")) {
            consumer.stop();
            call();
            assertThat(log.messages()).isEmpty();
        }
        assertThat(consumer.caller().context().ejection().namespaces()).isEmpty();
    }

    private CompletableFuture<String> call() {
        return consumer.call("payments", "/x");
    }

    /** Returns a call that waits for a link to the first instance, while there is a link to the second. */
    private CompletableFuture<String> dialTheFirst() {
        CompletableFuture<String> call = call();
        CompletableFuture<String> other = call();
        while (call.isDone()) {
            call = call();
        }
        if (!other.isDone()) {
            other = call();
        }
        assertThat(other).isCompletedWithValue(SECOND);
        return call;
    }
}
