package io.microcdi.internal.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import io.microcdi.config.ConfigKeys;
import io.microcdi.error.RegistryUnavailableException;
import io.microcdi.internal.node.BusyServerException;
import io.microcdi.testing.TestNode;
import io.microcdi.testing.TestRegistry;
import io.microcdi.testing.World;

/** Calls of an application that is being started, before its node has begun, and before its server listens. */
class EarlyCallsTest {

    private static final String SHOP = "10.0.0.6:9000";

    private final World world = new World();

    private TestNode payments() {
        TestNode payments = world.node("payments", "10.0.0.5:9000").start();
        payments.route("/charge", context -> "charged for " + context.callerNamespace());
        return payments;
    }

    @Test
    void aNodeThatHasNotBegunIsAnsweredAndNobodyFindsItYet() {
        TestRegistry registry = TestRegistry.in(world);
        payments();
        TestNode shop = world.node("shop", SHOP);
        assertThat(shop.call("payments", "/charge").join()).isEqualTo("charged for shop");
        assertThat(shop.call("payments", "/charge").join()).isEqualTo("charged for shop");
        assertThat(world.network().dials(World.REGISTRY)).as("one for the provider, one for both calls").hasSize(2);
        assertThat(registry.keys("shop")).isEmpty();
    }

    @Test
    void itsVisitEndsWhenItJoins() {
        TestRegistry registry = TestRegistry.in(world);
        TestNode payments = payments();
        TestNode shop = world.node("shop", SHOP);
        shop.call("payments", "/charge").join();
        shop.start();
        assertThat(registry.keys("shop")).containsExactly(SHOP);
        assertThat(registry.keys(shop.node().id())).as("the visitor").isEmpty();
        payments.route("/who", context -> context.callerKey());
        assertThat(shop.call("payments", "/who").join()).as("not by the link of the guest").isEqualTo(SHOP);
        // the retired ones are closed when two looks have found them unused
        world.advance(Duration.ofSeconds(2));
        assertThat(shop.node().links()).as("to the registry and to the provider").isEqualTo(2);
    }

    @Test
    void aCallUnderWayWhenItJoinsIsAnswered() {
        TestRegistry registry = TestRegistry.in(world);
        TestNode payments = payments();
        CompletableFuture<String> slow = new CompletableFuture<>();
        payments.route("/slow", context -> slow);
        TestNode shop = world.node("shop", SHOP);
        CompletableFuture<String> call = shop.call("payments", "/slow");
        shop.start();
        assertThat(registry.keys("shop")).containsExactly(SHOP);
        assertThat(call).isNotDone();
        slow.complete("late");
        assertThat(call.join()).isEqualTo("late");
        world.advance(Duration.ofSeconds(2));
        assertThat(shop.node().links()).as("to the registry alone").isEqualTo(1);
    }

    @Test
    void aLookupUnderWayWhenItJoinsIsAskedAgain() {
        TestRegistry.in(world);
        payments();
        TestNode shop = world.node("shop", SHOP);
        shop.call("ghost", "/x").exceptionally(failure -> null).join();
        world.network().last(World.REGISTRY).acceptor().freeze();
        CompletableFuture<String> call = shop.call("payments", "/charge");
        assertThat(call).isNotDone();
        shop.start();
        world.network().dials(World.REGISTRY).get(1).pipe().cut();
        assertThat(call.join()).isEqualTo("charged for shop");
    }

    @Test
    void oneWhoseServerDoesNotListenYetIsAnsweredToo() {
        TestRegistry.in(world);
        payments();
        TestNode shop = world.node("shop", SHOP);
        shop.node().start();
        shop.joinOnly();
        assertThat(shop.call("payments", "/charge").join()).isEqualTo("charged for shop");
    }

    @Test
    void withoutARegistryTheMessageNamesItAndItsKeyAtOnce() {
        TestNode shop = world.node("shop", SHOP);
        assertThatThrownBy(shop.call("payments", "/charge")::join)
                .hasCauseInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining("ws://" + World.REGISTRY).hasMessageContaining("micro.registry.url");
    }

    @Test
    void aRegistryThatCannotBeReachedIsDialledOnceForACall() {
        world.network().hang(World.REGISTRY);
        TestNode shop = world.node("shop", SHOP);
        CompletableFuture<String> call = shop.call("payments", "/charge");
        assertThat(world.network().refuseHung()).isEqualTo(1);
        assertThat(call).isCompletedExceptionally();
        assertThat(shop.call("payments", "/charge")).as("in the pause").isCompletedExceptionally();
        assertThat(world.network().refuseHung()).isZero();
        world.advance(world.config().get(ConfigKeys.RECONNECT_DELAY));
        assertThat(shop.call("payments", "/charge")).isNotDone();
        assertThat(world.network().refuseHung()).isEqualTo(1);
    }

    @Test
    void aBusyRegistryIsVisitedOnlyAfterTheTimeForWhichItAsks() {
        world.network().refuse(World.REGISTRY, () -> new BusyServerException("busy", 5, null));
        TestNode shop = world.node("shop", SHOP);
        for (int second = 0; second < 5; second++) {
            assertThat(shop.call("payments", "/charge")).isCompletedExceptionally();
            world.advance(Duration.ofSeconds(1));
        }
        assertThat(world.network().refused()).isEqualTo(1);
        world.advance(Duration.ofSeconds(5));
        assertThat(shop.call("payments", "/charge")).isCompletedExceptionally();
        assertThat(world.network().refused()).isEqualTo(2);
    }

    @Test
    void itWaitsWhileARegistryIsBeingDialled() {
        TestRegistry.in(world);
        payments();
        TestNode shop = world.node("shop", SHOP);
        world.network().hang(World.REGISTRY);
        CompletableFuture<String> call = shop.call("payments", "/charge");
        world.advance(Duration.ofSeconds(1));
        assertThat(call).isNotDone();
        world.network().release();
        assertThat(call.join()).isEqualTo("charged for shop");
    }

    @Test
    void oneThatWasStoppedDoesNotBegin() {
        TestRegistry.in(world);
        payments();
        TestNode shop = world.node("shop", SHOP);
        shop.stop();
        assertThatThrownBy(shop.call("payments", "/charge")::join)
                .hasCauseInstanceOf(RegistryUnavailableException.class);
        assertThat(shop.node().isRunning()).isFalse();
    }
}
