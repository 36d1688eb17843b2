package io.microcdi.internal.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import io.microcdi.MicroCall;
import io.microcdi.error.CallTimeoutException;
import io.microcdi.internal.route.RequestRefusedException;
import io.microcdi.testing.RawPeer;
import io.microcdi.testing.TestNode;
import io.microcdi.testing.TestRegistry;
import io.microcdi.testing.World;

/** A call past its deadline says what became of the request, and nothing that did not happen. */
class TimeoutTextTest {

    private static final String ADDRESS = "10.0.0.5:9000";

    private final World world = new World();
    private final TestNode shop = world.node("shop", "10.0.0.6:9000").listen();

    private CompletableFuture<String> call(String address) {
        return shop.caller().at("ws://" + address).timeout(Duration.ofSeconds(1)).callAsync("/slow", String.class);
    }

    private void expired(CompletableFuture<?> call, String end) {
        world.advance(Duration.ofSeconds(1));
        assertThat(call).isCompletedExceptionally();
        assertThatThrownBy(call::join).isInstanceOf(CallTimeoutException.class)
                .hasMessageEndingWith("within 1000 ms; " + end);
    }

    @Test
    void wasTheOtherSideToldThenAbortWasSent() {
        RawPeer payments = RawPeer.listen(world, ADDRESS);
        expired(call(ADDRESS), "Abort was sent");
        assertThat(payments.last()).contains("\"mode\":2");
    }

    @Test
    void wasNothingSentThenNobodyWasTold() {
        world.network().hang(ADDRESS);
        expired(call(ADDRESS), "it was not executed");
    }

    /** It was sent, but to one that refused it. */
    @Test
    void wasItRefusedByAllThenItWasNotExecuted() {
        TestRegistry.in(world);
        TestNode payments = world.node("payments", ADDRESS);
        payments.route("/slow", context -> {
            world.network().hang("10.0.0.8:9000");
            RawPeer.dial(world, "ws://" + World.REGISTRY + "/10.0.0.8/9000/payments");
            throw new RequestRefusedException(503, "overloaded");
        });
        payments.start();
        CompletableFuture<String> call = world.node("shop", "10.0.0.7:9000").start().call("payments", "/slow",
                Duration.ofSeconds(1));
        assertThat(call).isNotDone();
        expired(call, "it was not executed");
    }

    @Test
    void didTheOtherSideGiveUpThenItWasNotTold() {
        RawPeer payments = RawPeer.listen(world, ADDRESS);
        CompletableFuture<String> call = call(ADDRESS);
        world.advance(Duration.ofMillis(999));
        payments.send("{\"id\":0,\"mode\":1,\"data\":{\"status\":504,\"data\":null,\"message\":\"too late\"}}");
        assertThat(call).isCompletedExceptionally();
        assertThatThrownBy(call::join).isInstanceOf(CallTimeoutException.class)
                .hasMessageEndingWith("it stopped the handler at its own deadline, before an Abort");
        assertThat(payments.received()).noneMatch(frame -> frame.contains("\"mode\":2"));
    }

    @Test
    void theTimeIsThatOfTheAttemptOrOfTheWholeCallWhicheverPassed() {
        RawPeer.listen(world, ADDRESS);
        MicroCall call = shop.caller().at("ws://" + ADDRESS).timeout(Duration.ofSeconds(1))
                .attemptTimeout(Duration.ofMillis(600));
        CompletableFuture<String> once = call.callAsync("/slow", String.class);
        CompletableFuture<String> twice = call.idempotent().retries(1).callAsync("/slow", String.class);
        world.advance(Duration.ofMillis(600));
        assertThatThrownBy(once::join).hasMessageEndingWith("within 600 ms; Abort was sent");
        assertThat(twice).isNotDone();
        world.advance(Duration.ofMillis(400));
        assertThatThrownBy(twice::join).hasMessageEndingWith("within 1000 ms; Abort was sent");
    }

    @Test
    void isItTheNodeItselfThenItsHandlerWasTold() {
        shop.route("/slow", context -> new CompletableFuture<>());
        shop.node().announce(shop.find(), "ws");
        expired(call("10.0.0.6:9000"), "its handler was told to stop");
        CompletableFuture<?> dispatched = shop.caller().self().request("/slow", null, String.class,
                Duration.ofSeconds(1)).toCompletableFuture();
        expired(dispatched, "its handler was told to stop");
    }
}
