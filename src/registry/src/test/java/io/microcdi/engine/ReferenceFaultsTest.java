package io.microcdi.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import io.microcdi.GenericType;
import io.microcdi.MicroPeer;
import io.microcdi.RouteContext;
import io.microcdi.error.CallFailedException;
import io.microcdi.error.LinkLostException;
import io.microcdi.error.RouteException;
import io.microcdi.testing.Pipe;
import io.microcdi.testing.RawPeer;
import io.microcdi.testing.TestNode;
import io.microcdi.testing.World;

/**
 * Faults of the reference that are correct here, by the rows of its list: 2 to 13. Rows 1, 17 and 24 are tried on real
 * sockets as well, in {@link BrokenFramesTest}; 5, 6, 8 and 11 in {@link ReferenceFaultsOnTyrusTest}; the rest is in
 * {@link ReferenceFaultsFrom14Test}.
 */
class ReferenceFaultsTest extends FaultFixture {

    @Test
    void row02_aHandlerThatFinishesWhileItsLinkClosesHarmsNobody() {
        CompletableFuture<String> answer = new CompletableFuture<>();
        provide("/slow", context -> answer);
        CompletableFuture<String> call = consumer.call("payments", "/slow");
        link().cut();
        assertThatThrownBy(call::join).isInstanceOf(LinkLostException.class);
        answer.complete("too late");
        assertThat(provider.node().counters().dropped()).isEqualTo(1);
        provider.route("/next", context -> "served");
        assertThat(consumer.call("payments", "/next").join()).isEqualTo("served");
    }

    @Test
    void row03_aPeerThatAnnouncesAnothersAddressDoesNotReceiveItsCalls() {
        provide("/x", context -> "the real one");
        assertThat(consumer.call("payments", "/x").join()).isEqualTo("the real one");
        RawPeer atRegistry = RawPeer.dial(world, "ws://" + World.REGISTRY + "/10.0.1.0/9000/payments?v=1&id=evil");
        RawPeer atConsumer = RawPeer.dial(world, "ws://10.0.0.6:9000/10.0.1.0/9000/payments?v=1&id=evil");
        for (int i = 0; i < 50; i++) {
            assertThat(consumer.call("payments", "/x").join()).isEqualTo("the real one");
        }
        world.advance(Duration.ofSeconds(3));
        assertThat(atRegistry.closed()).isEqualTo("1008 address in use");
        assertThat(registry.keys("payments")).containsExactly(PROVIDER);
        assertThat(atConsumer.received()).as("nothing but the hello").hasSize(1);
    }

    @Test
    void row04_closingTheOldLinkKeepsTheNewRegistration() {
        provide("/x", context -> "before");
        world.advance(Duration.ofSeconds(1));
        Pipe old = world.network().dials(World.REGISTRY).stream()
                .filter(dial -> dial.url().getPath().startsWith("/10.0.1.0/")).findFirst().orElseThrow().pipe();
        old.dialler().freeze();
        TestNode restarted = world.node("payments", PROVIDER);
        restarted.route("/x", context -> "after");
        restarted.start();
        world.advance(Duration.ofSeconds(2));
        old.cut();
        assertThat(registry.keys("payments")).containsExactly(PROVIDER);
        assertThat(consumer.call("payments", "/x").join()).isEqualTo("after");
    }

    @Test
    void row05_twoNodesThatDialEachOtherAtOnceKeepBothLinks() {
        provide("/x", context -> "from payments");
        consumer.route("/x", context -> "from checkout");
        world.network().hang(PROVIDER);
        world.network().hang("10.0.0.6:9000");
        CompletableFuture<String> there = consumer.call("payments", "/x");
        CompletableFuture<String> back = provider.call("checkout", "/x");
        world.network().release();
        assertThat(there.join()).isEqualTo("from payments");
        assertThat(back.join()).isEqualTo("from checkout");
        assertThat(world.network().last(PROVIDER).isClosed()).isFalse();
        assertThat(world.network().last("10.0.0.6:9000").isClosed()).isFalse();
        world.advance(Duration.ofMinutes(1));
        assertThat(consumer.call("payments", "/x").join()).isEqualTo("from payments");
    }

    @Test
    void row06_aCallToOneselfWorksWithoutASocket() {
        provide("/x", context -> "me");
        int before = world.network().dials().size();
        assertThat(provider.call("payments", "/x").join()).isEqualTo("me");
        assertThat(world.network().dials()).hasSize(before);
    }

    @Test
    void row07_aHalfOpenInstanceIsTakenOutAtTwentySeconds() {
        provide("/x", context -> "answer");
        world.network().last(World.REGISTRY).dialler().freeze();
        provider.leaveOnly();
        RawPeer half = RawPeer.dial(world, "ws://" + World.REGISTRY + "/10.0.1.7/9000/payments");
        half.pipe().dialler().freeze();
        world.advance(Duration.ofMillis(18_500));
        assertThat(registry.keys("payments")).contains("10.0.1.7:9000");
        world.advance(Duration.ofMillis(3_000));
        assertThat(registry.keys("payments")).doesNotContain("10.0.1.7:9000");
    }

    @Test
    void row07_aCallerFindsOutThatItsPeerIsDead() {
        provide("/x", context -> PROVIDER);
        assertThat(consumer.call("payments", "/x").join()).isEqualTo(PROVIDER);
        provider.freeze();
        world.network().hang(PROVIDER);
        CompletableFuture<String> call = consumer.call("payments", "/x");
        world.advance(Duration.ofSeconds(21));
        assertThatThrownBy(call::join).as("long before its own 30 s").isInstanceOf(LinkLostException.class)
                .hasMessageContaining("4000");
        another("10.0.1.1:9000");
        world.advance(Duration.ofMillis(50));
        for (int i = 0; i < 20; i++) {
            assertThat(consumer.call("payments", "/x").join()).as("it is ejected").isEqualTo("10.0.1.1:9000");
        }
    }

    @Test
    void row08_getWithAndWithoutExclusionInTheSameInstantBothSettle() {
        provide("/x", context -> "x");
        another("10.0.1.1:9000");
        CompletableFuture<CompletableFuture<MicroPeer>> excluding = new CompletableFuture<>();
        CompletableFuture<CompletableFuture<MicroPeer>> plain = new CompletableFuture<>();
        world.loop().execute(() -> {
            plain.complete(consumer.caller().peerAsync("payments", List.of()));
            excluding.complete(consumer.caller().peerAsync("payments", List.of(PROVIDER)));
        });
        assertThat(plain.join().join().key()).isIn(PROVIDER, "10.0.1.1:9000");
        assertThat(excluding.join().join().key()).isEqualTo("10.0.1.1:9000");
    }

    @Test
    void row09_nothingPilesUpWithRediscoveries() {
        provide("/x", context -> "x");
        assertThat(consumer.call("payments", "/x").join()).isEqualTo("x");
        world.advance(Duration.ofMinutes(1));
        int alarms = world.timer().alarms();
        for (int i = 0; i < 100; i++) {
            link().cut();
            assertThat(consumer.caller().peerAsync("payments", List.of()).join().key()).isEqualTo(PROVIDER);
            assertThat(consumer.call("payments", "/x").join()).isEqualTo("x");
        }
        world.advance(Duration.ofMinutes(1));
        assertThat(world.timer().alarms()).isEqualTo(alarms);
        assertThat(consumer.node().links()).as("the registry and the provider").isEqualTo(2);
        assertThat(provider.node().links()).isEqualTo(2);
    }

    @Test
    void row10_afterATimeoutNobodyIsChargedTwice() {
        provide("/charge", context -> {
            runs.add("charged");
            return new CompletableFuture<>();
        });
        another("10.0.1.1:9000").route("/charge", context -> runs.add("charged"));
        CompletableFuture<String> call = consumer.call("payments", "/charge", Duration.ofSeconds(1));
        world.advance(Duration.ofMinutes(1));
        assertThat(runs).hasSize(1);
        assertThat(call).isDone();
    }

    @Test
    void row11_anAbortCancelsTheHandlersStageAndIsSeenInItsContext() {
        CompletableFuture<String> stage = new CompletableFuture<>();
        List<RouteContext> contexts = new ArrayList<>();
        List<String> told = new ArrayList<>();
        provide("/slow", context -> {
            contexts.add(context);
            context.onAbort(() -> told.add("told"));
            return stage;
        });
        CompletableFuture<String> call = consumer.call("payments", "/slow");
        assertThat(contexts.get(0).isAborted()).isFalse();
        call.cancel(true);
        assertThat(contexts.get(0).isAborted()).isTrue();
        assertThat(told).containsExactly("told");
        assertThat(stage).isCancelled();
    }

    @Test
    void row12_badInputIsAnAnswerAndNoFailureOfThePeer() {
        provide("/x", context -> {
            runs.add("run");
            throw new RouteException(400, "bad input");
        });
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(consumer.caller().to("payments").idempotent().callAsync("/x", null, Void.class)::join)
                    .isInstanceOf(CallFailedException.class).hasMessage("bad input");
        }
        assertThat(runs).as("each was sent once, and to the same instance again").hasSize(3);
        assertThat(consumer.caller().counters().retries()).isZero();
    }

    @Test
    void row13_aMemberNamedEIsDataLikeAnyOther() {
        provide("/x", context -> Map.of("e", "not an error", "status", 500));
        assertThat(consumer.caller().callAsync("payments", "/x", null, new GenericType<Map<String, Object>>() {
        }).join()).containsEntry("e", "not an error");
    }
}
