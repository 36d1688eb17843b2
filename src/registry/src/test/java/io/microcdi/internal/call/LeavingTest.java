package io.microcdi.internal.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.microcdi.config.ConfigKeys;
import io.microcdi.error.LinkLostException;
import io.microcdi.error.MicroException;
import io.microcdi.error.RouteException;
import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.node.PeerAddress;
import io.microcdi.testing.Pipe;
import io.microcdi.testing.RawPeer;
import io.microcdi.testing.TestNode;
import io.microcdi.testing.TestRegistry;
import io.microcdi.testing.World;

/** No call is lost when an instance leaves (wire, Leaving). */
class LeavingTest {

    private static final String OLD = "10.0.1.0:9000";
    private static final String OTHER = "10.0.1.1:9000";

    private final World world = new World();
    private final List<String> runs = new ArrayList<>();
    private final List<CompletableFuture<String>> slow = new ArrayList<>();
    private TestRegistry registry;
    private TestNode old;
    private TestNode consumer;

    @BeforeEach
    void start() {
        registry = TestRegistry.in(world);
        world.set(ConfigKeys.DRAIN_TIMEOUT, Duration.ofSeconds(20));
        old = provide(OLD);
        consumer = world.node("checkout", "10.0.0.1:9000").start();
    }

    private TestNode provide(String address) {
        TestNode provider = world.node("payments", address);
        provider.route("/x", context -> {
            runs.add(address);
            return address;
        });
        provider.route("/slow", context -> {
            CompletableFuture<String> answer = new CompletableFuture<>();
            slow.add(answer);
            return (CompletionStage<String>) answer;
        });
        return provider.start();
    }

    private CompletableFuture<Void> leave() {
        old.directory().drain();
        return old.node().drain();
    }

    @Test
    void callsGoElsewhereAtOnceThoughTheLinkIsOpen() {
        assertThat(consumer.call("payments", "/x").join()).isEqualTo(OLD);
        provide(OTHER);
        leave();
        for (int i = 0; i < 20; i++) {
            assertThat(consumer.call("payments", "/x").join()).isEqualTo(OTHER);
        }
        assertThat(consumer.caller().counters().retries()).isZero();
    }

    @Test
    void aPeerThatWasGivenOutIsReplacedByAnother() {
        assertThat(consumer.caller().peer("payments").key()).isEqualTo(OLD);
        provide(OTHER);
        leave();
        assertThat(consumer.caller().peer("payments").key()).isEqualTo(OTHER);
    }

    @Test
    void theRegistryTakesItOutAtOnceAndKeepsTheLink() {
        leave();
        assertThat(registry.keys("payments")).isEmpty();
        assertThat(registry.get().departures()).first().satisfies(departure -> assertThat(departure.reason())
                .isEqualTo("leaving"));
        assertThat(world.network().last(World.REGISTRY).isClosed()).isFalse();
        assertThat(old.directory().isJoined()).isFalse();
        world.advance(Duration.ofMinutes(1));
        assertThat(registry.keys("payments")).as("it does not come back").isEmpty();
    }

    @Test
    void forAMomentItServesWhatWasSentBefore() {
        consumer.call("payments", "/x").join();
        leave();
        assertThat(consumer.call("payments", "/x").join()).as("nobody else is there").isEqualTo(OLD);
        world.advance(Duration.ofMillis(100));
        CompletableFuture<String> call = consumer.call("payments", "/x");
        world.advance(Duration.ofSeconds(1));
        assertThatThrownBy(call::join)
                .satisfies(e -> assertThat(((MicroException) e).mayHaveExecuted()).isFalse());
        assertThat(runs).hasSize(2);
    }

    @Test
    void itIsDrainedWhenTheCallsInWorkHaveEnded() {
        CompletableFuture<String> call = consumer.call("payments", "/slow");
        CompletableFuture<Void> drained = leave();
        world.advance(Duration.ofSeconds(19));
        assertThat(drained).isNotDone();
        slow.get(0).complete("at last");
        assertThat(call.join()).isEqualTo("at last");
        world.advance(Duration.ofMillis(10));
        assertThat(drained).isCompleted();
    }

    @Test
    void itWaitsForNoCallLongerThanItsDrainTimeout() {
        consumer.call("payments", "/slow");
        CompletableFuture<Void> drained = leave();
        world.advance(Duration.ofMillis(20_099));
        assertThat(drained).isNotDone();
        world.advance(Duration.ofMillis(1));
        assertThat(drained).isCompleted();
    }

    @Test
    void itWaitsForTheCallsThatItMadeBefore() {
        CompletableFuture<String> call = consumer.call("payments", "/slow");
        CompletableFuture<Void> drained = consumer.node().drain();
        world.advance(Duration.ofSeconds(1));
        assertThat(drained).isNotDone();
        slow.forEach(answer -> answer.complete("done"));
        world.advance(Duration.ofMillis(10));
        assertThat(drained).isCompleted();
        assertThat(call).isCompleted();
    }

    /** It is in no table of a link while it pauses. */
    @Test
    void itWaitsForACallThatPausesBeforeItsRetry() {
        int[] refused = { 0 };
        old.route("/busy", context -> {
            if (refused[0]++ == 0) {
                throw new RouteException(503, "busy").with(Map.of("retryAfter", 1));
            }
            return "done";
        });
        CompletableFuture<String> call = consumer.caller().to("payments").idempotent().callAsync("/busy", null,
                String.class);
        CompletableFuture<Void> drained = consumer.node().drain();
        world.advance(Duration.ofMillis(500));
        assertThat(drained).isNotDone();
        world.advance(Duration.ofSeconds(1));
        assertThat(call.join()).isEqualTo("done");
        assertThat(drained).isCompleted();
    }

    @Test
    void itWaitsForACallThatWaitsForALink() {
        world.network().hang(OLD);
        CompletableFuture<String> call = consumer.call("payments", "/x");
        CompletableFuture<Void> drained = consumer.node().drain();
        world.advance(Duration.ofSeconds(1));
        assertThat(drained).isNotDone();
        world.network().release();
        assertThat(call.join()).isEqualTo(OLD);
        world.advance(Duration.ofMillis(10));
        assertThat(drained).isCompleted();
    }

    /** The first attempt ends, and the second one is another request. */
    @Test
    void itWaitsForTheRetryOfACall() {
        CompletableFuture<String> call = consumer.caller().to("payments").idempotent().callAsync("/slow", null,
                String.class);
        CompletableFuture<Void> drained = consumer.node().drain();
        world.advance(Duration.ofMillis(500));
        slow.get(0).completeExceptionally(new IllegalStateException("expected by this test"));
        world.advance(Duration.ofSeconds(1));
        assertThat(slow).hasSize(2);
        assertThat(drained).isNotDone();
        slow.get(1).complete("done");
        world.advance(Duration.ofMillis(10));
        assertThat(call.join()).isEqualTo("done");
        assertThat(drained).isCompleted();
    }

    /** Neither a link nor an alarm knows of it at this moment. */
    @Test
    void itWaitsForACallBetweenTwoAttempts() {
        old.route("/late", context -> {
            throw new RouteException(500, "broken");
        });
        provide(OTHER).route("/late", context -> {
            CompletableFuture<String> answer = new CompletableFuture<>();
            slow.add(answer);
            return (CompletionStage<String>) answer;
        });
        List<CompletableFuture<Void>> drained = new ArrayList<>();
        DefaultCaller caller = new DefaultCaller(consumer.node(), consumer.directory(), world.config(),
                List.of(call -> call.onRetry(failure -> {
                    drained.add(consumer.node().drain());
                    world.advance(Duration.ofMillis(100));
                })));
        CompletableFuture<String> call = null;
        while (drained.isEmpty()) {
            call = caller.to("payments").idempotent().retries(1).callAsync("/late", null, String.class);
            if (drained.isEmpty()) {
                slow.remove(0).complete("at once");
                assertThat(call.join()).isEqualTo("at once");
            }
        }
        world.advance(Duration.ofSeconds(1));
        assertThat(drained).singleElement().satisfies(drain -> assertThat(drain).isNotDone());
        slow.get(0).complete("at last");
        world.advance(Duration.ofMillis(10));
        assertThat(call.join()).isEqualTo("at last");
        assertThat(drained.get(0)).isCompleted();
    }

    @Test
    void aHandlerInWorkStillCallsOthersAndItself() {
        List<String> heard = new ArrayList<>();
        CompletableFuture<String> goOn = new CompletableFuture<>();
        old.route("/nested", context -> goOn.thenCompose(x -> old.call("payments", "/x")).thenApply(heard::add));
        CompletableFuture<Object> call = consumer.caller().peer("payments").request("/nested", null, Object.class)
                .toCompletableFuture();
        provide(OTHER);
        leave();
        world.advance(Duration.ofSeconds(1));
        goOn.complete("");
        call.join();
        assertThat(heard).containsExactly(OTHER);
    }

    @Test
    void aNodeThatDialsInTheMomentIsToldToo() {
        leave();
        TestNode late = world.node("late", "10.0.0.9:9000").start();
        CompletableFuture<String> call = late.call("payments", "/x");
        assertThatThrownBy(call::join).as("the registry has taken it out").isInstanceOf(MicroException.class);
        provide(OTHER);
        assertThat(late.call("payments", "/x").join()).isEqualTo(OTHER);
    }

    @Test
    void aRequestThatWasNeverReadIsRetriedElsewhereThoughNotIdempotent() {
        consumer.call("payments", "/x").join();
        Pipe pipe = world.network().last(OLD);
        pipe.acceptor().freeze();
        CompletableFuture<String> call = consumer.call("payments", "/x");
        provide(OTHER);
        old.node().openLinks().forEach(link -> link.leave());
        assertThat(call.join()).isEqualTo(OTHER);
        assertThat(runs).containsExactly(OLD, OTHER);
    }

    @Test
    void aRequestThatHasBegunIsNeverRetried() {
        CompletableFuture<String> call = consumer.call("payments", "/slow");
        provide(OTHER);
        old.node().openLinks().forEach(link -> link.leave());
        assertThatThrownBy(call::join).isInstanceOf(LinkLostException.class)
                .satisfies(e -> assertThat(((MicroException) e).mayHaveExecuted()).isTrue());
        assertThat(slow).hasSize(1);
    }

    /** Anybody may announce any id: a link that another node dialled proves nothing. */
    @Test
    void aStrangerWithTheIdOfAnotherMakesNobodyLeave() {
        consumer.call("payments", "/x").join();
        String id = old.node().id();
        RawPeer stranger = RawPeer.dial(world,
                "ws://10.0.0.1:9000/10.0.6.6/1/payments?v=1&features=leaving&id=" + id);
        stranger.send("{\"id\":0,\"mode\":0,\"twoway\":false,\"data\":{\"url\":\"/-/leaving\",\"data\":{}}}");
        assertThat(consumer.call("payments", "/x").join()).isEqualTo(OLD);
        assertThat(consumer.caller().peer("payments").key()).isEqualTo(OLD);
    }

    /** The id of an instance is public, and the hello of a service that was dialled without one is not compared. */
    @Test
    void aDialledServiceWithTheIdOfAnotherMakesNobodyLeave() {
        consumer.call("payments", "/x").join();
        RawPeer stranger = RawPeer.listen(world, "10.0.6.6:1");
        consumer.node().dial(new PeerAddress("billing", InstanceKey.parse("10.0.6.6:1"), "ws", false)).join();
        stranger.send("{\"id\":0,\"mode\":0,\"twoway\":false,\"data\":{\"url\":\"/-/hello\",\"data\":{\"v\":1,\"id\":\""
                + old.node().id() + "\",\"features\":\"leaving\"}}}");
        stranger.send("{\"id\":1,\"mode\":0,\"twoway\":false,\"data\":{\"url\":\"/-/leaving\",\"data\":{}}}");
        assertThat(consumer.call("payments", "/x").join()).isEqualTo(OLD);
        assertThat(consumer.node().isLeaving(consumer.directory().known("payments").get(0))).isFalse();
    }

    @Test
    void aRequestForTheWordItselfIsNoRoute() {
        MicroException refused = (MicroException) consumer.caller().peer("payments")
                .request("/-/leaving", null, Void.class).toCompletableFuture().handle((x, e) -> e.getCause() == null ? e
                        : e.getCause())
                .join();
        assertThat(refused.status()).isEqualTo(404);
        assertThat(old.node().openLinks()).noneMatch(link -> link.peer().isLeaving());
    }

    @Test
    void aRegistryThatLeavesKeepsItsLists() {
        consumer.call("payments", "/x").join();
        registry.stop();
        assertThat(consumer.directory().known("payments")).hasSize(1);
        assertThat(consumer.call("payments", "/x").join()).isEqualTo(OLD);
    }

    @Test
    void itServesAgainAfterItWasStoppedAndStarted() {
        leave();
        world.advance(Duration.ofSeconds(1));
        old.stop();
        old.start();
        assertThat(consumer.call("payments", "/x").join()).isEqualTo(OLD);
    }
}
