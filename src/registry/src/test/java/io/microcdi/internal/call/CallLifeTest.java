package io.microcdi.internal.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.microcdi.RawJson;
import io.microcdi.RouteContext;
import io.microcdi.error.CallAbortedException;
import io.microcdi.error.CallTimeoutException;
import io.microcdi.error.ConnectFailedException;
import io.microcdi.error.LinkLostException;
import io.microcdi.error.MicroException;
import io.microcdi.testing.RawPeer;
import io.microcdi.testing.TestNode;
import io.microcdi.testing.TestRegistry;
import io.microcdi.testing.World;

/** One call's deadline, its abort, and what calls inherit that are made while serving one. */
class CallLifeTest {

    private static final String PROVIDER = "10.0.1.0:9000";

    private final World world = new World();
    private final TestRegistry registry = TestRegistry.in(world);
    private final TestNode provider = world.node("payments", PROVIDER);
    private final TestNode consumer = world.node("checkout", "10.0.0.6:9000");

    @BeforeEach
    void start() {
        provider.route("/x", context -> "x");
        provider.start();
        consumer.start();
    }

    @Test
    void theDeadlineHoldsWhileTheRegistryIsAsked() {
        world.registries("10.0.0.3:8427");
        RawPeer silent = RawPeer.listen(world, "10.0.0.3:8427");
        TestNode other = world.node("checkout", "10.0.0.7:9000").start();
        CompletableFuture<String> call = other.call("payments", "/x", Duration.ofSeconds(2));
        assertThat(silent.last()).contains("/-/find");
        world.advance(Duration.ofMillis(1_999));
        assertThat(call).isNotDone();
        world.advance(Duration.ofMillis(1));
        assertThatThrownBy(call::join).isInstanceOfSatisfying(CallTimeoutException.class,
                e -> assertThat(e.mayHaveExecuted()).isFalse());
    }

    @Test
    void theDeadlineHoldsWhileAnInstanceIsDialled() {
        world.network().hang(PROVIDER);
        CompletableFuture<String> call = consumer.call("payments", "/x", Duration.ofSeconds(2));
        world.advance(Duration.ofSeconds(2));
        assertThatThrownBy(call::join).isInstanceOf(CallTimeoutException.class);
        world.network().release();
        assertThat(world.network().last(PROVIDER).dialler().sent()).as("nobody waits for it any more").isEmpty();
    }

    @Test
    void aHandshakeThatTakesTooLongIsGivenUpAfterFiveSeconds() {
        world.network().hang(PROVIDER);
        CompletableFuture<String> call = consumer.caller().to("payments").retries(0).callAsync("/x", null,
                String.class);
        world.advance(Duration.ofMillis(4_999));
        assertThat(call).isNotDone();
        world.advance(Duration.ofMillis(1));
        assertThatThrownBy(call::join).isInstanceOf(ConnectFailedException.class)
                .hasMessageContaining("Connection timeout").hasMessageContaining(PROVIDER)
                .satisfies(e -> assertThat(((MicroException) e).details().url()).isEqualTo("/x"));
        world.network().release();
        assertThat(world.network().last(PROVIDER).isClosed()).as("it came too late").isTrue();
        assertThat(consumer.node().link("payments", provider.find())).isNull();
    }

    @Test
    void anAbortWhileDiallingSendsNothing() {
        world.network().hang(PROVIDER);
        CompletableFuture<String> call = consumer.call("payments", "/x");
        assertThat(call.cancel(true)).isTrue();
        world.network().release();
        assertThat(world.network().last(PROVIDER).dialler().sent()).isEmpty();
        assertThat(world.network().last(PROVIDER).isClosed()).as("the link may serve the next call").isFalse();
        assertThat(consumer.call("payments", "/x").join()).isEqualTo("x");
    }

    @Test
    void anAbortIsSentForWhatWasWrittenAndNothingIsLeft() {
        CompletableFuture<String> stage = new CompletableFuture<>();
        provider.route("/slow", context -> stage);
        CompletableFuture<String> call = consumer.call("payments", "/slow");
        call.cancel(true);
        assertThat(stage).isCancelled();
        assertThat(consumer.node().link("payments", provider.find()).pendingRequests()).isZero();
        assertThat(world.network().last(PROVIDER).dialler().sent().get(1)).contains("\"mode\":2");
        world.advance(Duration.ofMinutes(1));
        assertThat(call).isCancelled();
    }

    @Test
    void concurrentCallsShareOneDial() {
        world.network().hang(PROVIDER);
        List<CompletableFuture<String>> calls = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            calls.add(consumer.call("payments", "/x"));
        }
        int before = world.network().dials(PROVIDER).size();
        world.network().release();
        assertThat(calls).allSatisfy(call -> assertThat(call.join()).isEqualTo("x"));
        assertThat(world.network().dials(PROVIDER)).hasSize(before + 1);
    }

    @Test
    void callsGoOnWithoutTheRegistry() {
        assertThat(consumer.call("payments", "/x").join()).isEqualTo("x");
        registry.kill();
        for (int minute = 0; minute < 5; minute++) {
            world.advance(Duration.ofMinutes(1));
            assertThat(consumer.call("payments", "/x").join()).isEqualTo("x");
        }
    }

    @Test
    void aLinkThatIsLostWhileTheRegistryIsGoneIsDialledAgain() {
        assertThat(consumer.call("payments", "/x").join()).isEqualTo("x");
        registry.kill();
        world.network().last(PROVIDER).cut();
        assertThat(consumer.call("payments", "/x").join()).as("a list is remembered").isEqualTo("x");
    }

    @Test
    void aCallFromAHandlerInheritsTheTimeThatIsLeft() {
        provider.route("/slow", context -> new CompletableFuture<>());
        consumer.call("payments", "/x").join();
        serve("/nested", context -> consumer.call("payments", "/slow"));
        TestNode caller = world.node("page", "10.0.0.8:9000").start();
        CompletableFuture<String> call = caller.call("checkout", "/nested", Duration.ofSeconds(2));
        world.advance(Duration.ofMillis(2_000));
        assertThat(call).isDone();
        assertThat(consumer.node().link("payments", provider.find()).pendingRequests()).isZero();
        assertThat(world.network().last(PROVIDER).dialler().sent().get(1)).contains("\"timeout\":2000");
    }

    @Test
    void anAbortReachesTheCallsOfTheHandlerToo() {
        CompletableFuture<String> deep = new CompletableFuture<>();
        provider.route("/slow", context -> deep);
        List<CompletableFuture<String>> nested = new ArrayList<>();
        serve("/nested", context -> {
            nested.add(consumer.call("payments", "/slow"));
            return new CompletableFuture<>();
        });
        TestNode caller = world.node("page", "10.0.0.8:9000").start();
        caller.call("checkout", "/nested").cancel(true);
        assertThat(deep).isCancelled();
        assertThatThrownBy(nested.get(0)::join).isInstanceOf(CallAbortedException.class);
    }

    @Test
    void aLostCallerStopsTheCallsOfTheHandlerToo() {
        CompletableFuture<String> deep = new CompletableFuture<>();
        provider.route("/slow", context -> deep);
        serve("/nested", context -> consumer.call("payments", "/slow"));
        TestNode caller = world.node("page", "10.0.0.8:9000").start();
        CompletableFuture<String> call = caller.call("checkout", "/nested");
        world.network().last("10.0.0.6:9000").cut();
        assertThat(deep).isCancelled();
        assertThatThrownBy(call::join).isInstanceOf(LinkLostException.class);
    }

    @Test
    void callsOfAHandlerCarryItsCorrelationId() {
        provider.route("/id", context -> context.correlationId().orElseThrow());
        serve("/nested", context -> consumer.call("payments", "/id"));
        TestNode caller = world.node("page", "10.0.0.8:9000").start();
        assertThat(caller.caller().to("checkout").correlationId("order-7").callAsync("/nested", null, String.class)
                .join()).isEqualTo("order-7");
    }

    @Test
    void aPayloadWithAnIdOfItsOwnKeepsIt() {
        provider.route("/echo", context -> context.payload(RawJson.class));
        serve("/nested", context -> consumer.caller()
                .callAsync("payments", "/echo", new RawJson("{\"_correlationId\":\"inner\"}"), RawJson.class)
                .thenApply(RawJson::text));
        TestNode caller = world.node("page", "10.0.0.8:9000").start();
        assertThat(caller.caller().to("checkout").correlationId("outer").callAsync("/nested", null, String.class)
                .join()).isEqualTo("{\"_correlationId\":\"inner\"}");
    }

    @Test
    void aCallOutsideAHandlerInheritsNothing() {
        provider.route("/id", context -> context.correlationId().orElseThrow());
        String first = consumer.call("payments", "/id").join();
        assertThat(first).hasSize(36).isNotEqualTo(consumer.call("payments", "/id").join());
    }

    @Test
    void aRequestToOnePeerAddsNoCorrelationId() {
        provider.route("/echo", context -> context.payload(RawJson.class));
        assertThat(consumer.caller().peerAsync("payments", List.of()).join()
                .request("/echo", new RawJson("{\"a\":1}"), RawJson.class).join().text()).isEqualTo("{\"a\":1}");
    }

    private void serve(String route, Handler handler) {
        consumer.route(route, handler::handle);
    }

    /** A handler without checked exceptions. */
    private interface Handler {

        Object handle(RouteContext context);
    }
}
