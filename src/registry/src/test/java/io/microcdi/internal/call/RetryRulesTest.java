package io.microcdi.internal.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.MicroCall;
import io.microcdi.RouteContext;
import io.microcdi.RouteHandler;
import io.microcdi.config.ConfigKeys;
import io.microcdi.config.RetryMode;
import io.microcdi.error.CallFailedException;
import io.microcdi.error.CallRefusedException;
import io.microcdi.error.CallTimeoutException;
import io.microcdi.error.ConnectFailedException;
import io.microcdi.error.LinkLostException;
import io.microcdi.error.MicroException;
import io.microcdi.error.RouteException;
import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.node.PeerAddress;
import io.microcdi.internal.route.RequestRefusedException;
import io.microcdi.testing.Pipe;
import io.microcdi.testing.RawPeer;
import io.microcdi.testing.TestNode;
import io.microcdi.testing.TestRegistry;
import io.microcdi.testing.World;

/** Which calls are retried, where, and how often: the rules of the design, one by one. */
class RetryRulesTest {

    private final World world = new World();
    private final List<String> runs = new ArrayList<>();
    private final List<TestNode> providers = new ArrayList<>();
    private TestRegistry registry;
    private TestNode consumer;

    @BeforeEach
    void start() {
        registry = TestRegistry.in(world);
        consumer = world.node("checkout", "10.0.0.1:9000").start();
    }

    @Test
    void anInstanceThatCannotBeReachedIsPassedOver() {
        provide(2, context -> "ok");
        world.network().unlisten("10.0.1.0:9000");
        world.network().unlisten("10.0.1.1:9000");
        CompletableFuture<String> call = consumer.call("payments", "/x");
        assertThat(world.network().refused()).as("both were tried").isEqualTo(2);
        world.advance(Duration.ofSeconds(1));
        assertThatThrownBy(call::join).isInstanceOf(ConnectFailedException.class)
                .hasMessageContaining("could not connect")
                .satisfies(e -> assertThat(((MicroException) e).mayHaveExecuted()).isFalse());
        assertThat(world.network().refused()).as("the one retry").isEqualTo(3);
        world.network().listen("10.0.1.1:9000", providers.get(1).node()::accept);
        assertThat(consumer.call("payments", "/x").join()).isEqualTo("ok");
    }

    @Test
    void anAttemptThatCannotConnectInItsTimeGoesElsewhereThoughNotIdempotent() {
        provide(2, context -> "ok");
        world.network().hang("10.0.1.0:9000");
        world.network().hang("10.0.1.1:9000");
        CompletableFuture<String> call = call(c -> c.attemptTimeout(Duration.ofMillis(300)));
        world.advance(Duration.ofMillis(299));
        assertThat(call).isNotDone();
        world.network().release();
        assertThat(call.join()).isEqualTo("ok");
        assertThat(runs).as("a link that opens in time is used").hasSize(1);
    }

    @Test
    void dialsThatHangTakeOneAttemptsTimeEach() {
        provide(2, context -> "ok");
        world.network().hang("10.0.1.0:9000");
        world.network().hang("10.0.1.1:9000");
        CompletableFuture<String> call = call(c -> c.attemptTimeout(Duration.ofMillis(300)).retries(0));
        world.advance(Duration.ofMillis(599));
        assertThat(call).isNotDone();
        world.advance(Duration.ofMillis(2));
        assertThatThrownBy(call::join).isInstanceOf(ConnectFailedException.class)
                .hasMessageContaining("Connection timeout").hasMessageContaining("300 ms (micro.attempt-timeout)")
                .satisfies(e -> assertThat(((MicroException) e).mayHaveExecuted()).isFalse());
        world.network().release();
        assertThat(runs).as("a link that opens too late is not used for the call").isEmpty();
    }

    @Test
    void anUnwrittenRequestIsTriedElsewhereThoughNotIdempotent() {
        provide(2, context -> "ok " + context.url());
        warmUp();
        for (TestNode provider : providers) {
            linkTo(provider).dialler().stall();
            consumer.caller().peer(consumer.node().link("payments", provider.find())).push("/x", "under way");
        }
        CompletableFuture<String> call = call(c -> c.retries(2));
        linkTo(providers.get(0)).cut();
        linkTo(providers.get(1)).cut();
        world.advance(Duration.ofMillis(25));
        assertThat(call.join()).as("both links were cut before it was written: it is dialled anew").startsWith("ok");
    }

    @Test
    void aRequestThatMayHaveRunIsNotRetried() {
        provide(2, context -> new CompletableFuture<>());
        CompletableFuture<String> call = consumer.call("payments", "/x");
        assertThat(runs).hasSize(1);
        cutTheOneThatRan();
        assertThatThrownBy(call::join).isInstanceOfSatisfying(LinkLostException.class, e -> {
            assertThat(e.mayHaveExecuted()).isTrue();
            assertThat(e.details().namespace()).isEqualTo("payments");
            assertThat(e.details().url()).isEqualTo("/x");
            assertThat(e.details().instance()).isEqualTo(runs.get(0));
            assertThat(e.details().correlationId()).hasSize(36);
        });
        assertThat(runs).hasSize(1);
    }

    /** The link of the caller is older than the route. */
    @Test
    void aLaterRouteIsNotRepeatedThoughAnIdempotentOneHasServedItsUrl() {
        for (int i = 0; i < 2; i++) {
            TestNode provider = world.node("payments", "10.0.1." + i + ":9000");
            provider.route("/x", context -> "ok");
            provider.idempotentRoute("/orders/{id}", context -> "ok");
            providers.add(provider.start());
        }
        warmUp();
        for (TestNode provider : providers) {
            provider.route("/orders/new", context -> {
                runs.add(provider.find().toString());
                return runs.size() == 1 ? new CompletableFuture<>() : "repeated";
            });
        }
        CompletableFuture<String> call = consumer.call("payments", "/orders/new");
        assertThat(runs).hasSize(1);
        cutTheOneThatRan();
        assertThatThrownBy(call::join).isInstanceOf(LinkLostException.class);
        assertThat(runs).hasSize(1);
    }

    @Test
    void aRequestThatMayHaveRunIsRetriedElsewhereIfTheCallSaysSo() {
        provideOneThatHangs();
        CompletableFuture<String> call = call(MicroCall::idempotent);
        cutTheOneThatRan();
        assertThat(call.join()).isEqualTo("ok");
        assertThat(runs).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void aRequestThatMayHaveRunIsRetriedElsewhereIfTheRouteSaysSo() {
        provideOneThatHangs();
        CompletableFuture<String> call = consumer.call("payments", "/idempotent");
        cutTheOneThatRan();
        assertThat(call.join()).isEqualTo("ok");
    }

    @Test
    void aRequestThatMayHaveRunIsRetriedElsewhereIfTheConfigurationSaysSo() {
        world.set(ConfigKeys.IDEMPOTENT, true);
        consumer = world.node("checkout", "10.0.0.2:9000").start();
        provideOneThatHangs();
        CompletableFuture<String> call = consumer.call("payments", "/x");
        cutTheOneThatRan();
        assertThat(call.join()).isEqualTo("ok");
    }

    @Test
    void aRequestThatMayHaveRunIsRetriedElsewhereIfEverythingIs() {
        world.set(ConfigKeys.RETRY, RetryMode.ALWAYS);
        consumer = world.node("checkout", "10.0.0.2:9000").start();
        provideOneThatHangs();
        CompletableFuture<String> call = consumer.call("payments", "/x");
        cutTheOneThatRan();
        assertThat(call.join()).isEqualTo("ok");
    }

    @ParameterizedTest
    @ValueSource(ints = { 429, 503 })
    void aRequestThatAnOverloadedInstanceRefusedIsTriedElsewhere(int status) {
        provideOneThatFails(new RequestRefusedException(status, "too much"));
        assertThat(consumer.call("payments", "/x").join()).isEqualTo("ok");
        assertThat(runs).hasSize(2).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(ints = { 400, 401, 403, 404, 409, 413 })
    void aRequestThatIsInvalidIsNotTriedElsewhere(int status) {
        provideOneThatFails(new RequestRefusedException(status, "no"));
        assertThatThrownBy(call(MicroCall::idempotent)::join).isInstanceOfSatisfying(CallRefusedException.class, e -> {
            assertThat(e.status()).isEqualTo(status);
            assertThat(e.mayHaveExecuted()).isFalse();
        });
        assertThat(runs).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = { 400, 403, 404, 418, 499, 600, 201, 0, -1 })
    void theApplicationsAnswerIsNotTriedElsewhereAndEjectsNothing(int status) {
        provideOneThatFails(new RouteException(status, "bad input"));
        assertThatThrownBy(call(MicroCall::idempotent)::join).isInstanceOfSatisfying(CallFailedException.class, e -> {
            assertThat(e.status()).isEqualTo(status);
            assertThat(e).hasMessage("bad input");
        });
        assertThat(runs).hasSize(1);
        assertNoneIsEjected();
    }

    @Test
    void aTextAsStatusIsTheApplicationsAnswerToo() {
        provideOneThatFails(new RouteException("OUT_OF_STOCK", "none left"));
        assertThatThrownBy(call(MicroCall::idempotent)::join).isInstanceOfSatisfying(CallFailedException.class, e -> {
            assertThat(e.statusText()).isEqualTo("OUT_OF_STOCK");
            assertThat(e.status()).isZero();
        });
        assertThat(runs).hasSize(1);
        assertNoneIsEjected();
    }

    @ParameterizedTest
    @ValueSource(ints = { 500, 502, 503, 504, 599 })
    void aFailureOfThePeerIsRepeatedElsewhereOnlyIfThatDoesNoHarm(int status) {
        provideOneThatFails(new RouteException(status, "broken"));
        assertThat(call(MicroCall::idempotent).join()).isEqualTo("ok");
        assertThat(runs).hasSize(2);
        heal();
        runs.clear();
        failing = true;
        assertThatThrownBy(consumer.call("payments", "/x")::join).isInstanceOf(CallFailedException.class);
        assertThat(runs).hasSize(1);
    }

    @Test
    void attemptsThatSurelyDidNotRunUseNoRetryOncePerInstance() {
        provide(6, context -> "ok");
        for (int i = 0; i < 5; i++) {
            world.network().unlisten("10.0.1." + i + ":9000");
        }
        assertThat(call(c -> c.retries(0)).join()).as("five could not be reached").isEqualTo("ok");
        world.network().unlisten("10.0.1.5:9000");
        world.network().last("10.0.1.5:9000").cut();
        int before = world.network().refused();
        assertThatThrownBy(call(c -> c.retries(0))::join).isInstanceOf(ConnectFailedException.class);
        assertThat(world.network().refused() - before).as("each instance once at most").isLessThanOrEqualTo(6);
    }

    @Test
    void anUnwrittenRequestUsesNoRetry() {
        provide(2, context -> "ok " + context.url());
        warmUp();
        for (TestNode provider : providers) {
            linkTo(provider).dialler().stall();
            consumer.caller().peer(consumer.node().link("payments", provider.find())).push("/x", "under way");
        }
        CompletableFuture<String> call = call(c -> c.retries(0));
        linkTo(providers.get(0)).cut();
        linkTo(providers.get(1)).cut();
        world.advance(Duration.ofSeconds(1));
        assertThat(call.join()).startsWith("ok");
    }

    /** The table of its link is full: the instance was not asked. */
    @Test
    void anUnsentRequestUsesNoRetry() {
        world.set(ConfigKeys.MAX_PENDING, 10);
        consumer = world.node("checkout", "10.0.0.7:9000").start();
        List<String> hanging = new ArrayList<>();
        provide(2, context -> hanging.contains(runs.get(runs.size() - 1)) ? new CompletableFuture<>() : "ok");
        consumer.call("payments", "/x").join();
        runs.clear();
        hanging.add("10.0.1.0:9000");
        PeerAddress spared = new PeerAddress("payments", InstanceKey.parse("10.0.1.1:9000"), "ws", true);
        consumer.caller().context().ejection().overloaded(spared, Duration.ofMinutes(1).toNanos());
        for (int i = 0; i < 10; i++) {
            consumer.call("payments", "/x");
        }
        assertThat(runs).hasSize(10).containsOnly("10.0.1.0:9000");
        assertThat(call(c -> c.retries(0)).join()).isEqualTo("ok");
    }

    @ParameterizedTest
    @ValueSource(ints = { 429, 503 })
    void aRequestThatAnOverloadedInstanceRefusedUsesARetry(int status) {
        provideOneThatFails(new RequestRefusedException(status, "too much"));
        assertThatThrownBy(call(c -> c.retries(0))::join).isInstanceOf(CallRefusedException.class);
        assertThat(runs).hasSize(1);
    }

    @Test
    void aRefusalOfAnInstanceThatLeavesUsesNoRetry() {
        provide(2, context -> {
            if (failing) {
                failing = false;
                providers.stream().filter(one -> one.find().toString().equals(runs.get(0)))
                        .forEach(one -> one.node().openLinks().forEach(Link::announceLeaving));
                throw new RequestRefusedException(503, "leaving");
            }
            return "ok";
        });
        assertThat(call(c -> c.retries(0)).join()).isEqualTo("ok");
        assertThat(runs).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void aRetryOnTheSameInstanceWaitsForARandomTimeThatDoubles() {
        provide(1, context -> {
            throw new RouteException(500, "broken");
        });
        CompletableFuture<String> call = call(c -> c.idempotent().retries(10));
        List<Long> pauses = new ArrayList<>();
        while (!call.isDone()) {
            int before = runs.size();
            long pause = 0;
            while (runs.size() == before && !call.isDone()) {
                world.advance(Duration.ofMillis(1));
                pause++;
            }
            pauses.add(pause);
        }
        assertThat(runs).hasSize(11);
        for (int i = 0; i < 10; i++) {
            assertThat(pauses.get(i)).isBetween(1L, Math.min(1_000, 25L << i) + 1);
        }
        assertThat(pauses.stream().mapToLong(pause -> pause).sum()).as("up to 4.6 s in all").isGreaterThan(1_000);
        assertThat(new HashSet<>(pauses)).hasSizeGreaterThan(5);
    }

    @Test
    void retriesOnTheSameInstanceEndWhereTheDeadlineIsNear() {
        provide(1, context -> {
            throw new RouteException(500, "broken");
        });
        CompletableFuture<String> call = call(c -> c.idempotent().retries(100).timeout(Duration.ofSeconds(3)));
        world.advance(Duration.ofSeconds(3));
        assertThatThrownBy(call::join).as("not a timeout: the failure says more")
                .isInstanceOf(CallFailedException.class);
    }

    @Test
    void anInstanceThatSaysWhenToComeAgainIsCalledThen() {
        RawPeer busy = rawProvider();
        CompletableFuture<String> call = call(c -> c.retries(1));
        refuse(busy, "{\"retryAfter\":1.5}");
        world.advance(Duration.ofMillis(1_499));
        assertThat(busy.received()).hasSize(1);
        world.advance(Duration.ofMillis(26));
        assertThat(busy.received()).hasSize(2);
        busy.send("{\"id\":" + id(busy) + ",\"mode\":1,\"data\":{\"status\":200,\"data\":\"ok\"}}");
        assertThat(call.join()).isEqualTo("ok");
    }

    /** The timer ends with the node, so that no alarm ends the pause. */
    @Test
    void aCallThatPausesEndsWithItsNode() {
        RawPeer busy = rawProvider();
        CompletableFuture<String> call = call(c -> c.retries(1));
        refuse(busy, "{\"retryAfter\":5}");
        assertThat(call).isNotDone();
        consumer.stop();
        assertThat(call).isDone();
        assertThatThrownBy(call::join).isInstanceOf(CallRefusedException.class).hasMessageContaining("busy");
        world.advance(Duration.ofMinutes(1));
        assertThat(busy.received()).as("it is not made again").hasSize(1);
    }

    @Test
    void aCallOfANodeThatHasStoppedNeverPauses() {
        provide(1, context -> "ok");
        assertThat(consumer.call("payments", "/x").join()).isEqualTo("ok");
        consumer.node().stop();
        CompletableFuture<String> call = consumer.call("payments", "/x");
        assertThat(call).isDone();
        assertThatThrownBy(call::join).isInstanceOf(ConnectFailedException.class);
    }

    @Test
    void aCallThatEndsWhileItLooksForAnInstanceIsNotMadeAgain() {
        RawPeer busy = rawProvider();
        CompletableFuture<String> call = call(c -> c.retries(1));
        List<Pipe.End> lookUps = world.network().dials(World.REGISTRY).stream().map(dial -> dial.pipe().acceptor())
                .toList();
        lookUps.forEach(Pipe.End::freeze);
        refuse(busy, "null");
        call.cancel(true);
        lookUps.forEach(Pipe.End::thaw);
        assertThat(consumer.caller().counters().retries()).isZero();
        assertThat(busy.received()).hasSize(1);
    }

    @Test
    void anInstanceThatWantsCallsOnlyAfterTheDeadlineIsNotCalledAgain() {
        RawPeer busy = rawProvider();
        CompletableFuture<String> call = call(c -> c.retries(1).timeout(Duration.ofSeconds(2)));
        refuse(busy, "{\"retryAfter\":60}");
        assertThatThrownBy(call::join).isInstanceOfSatisfying(CallRefusedException.class,
                e -> assertThat(e.status()).isEqualTo(503));
    }

    @Test
    void theCallerGetsTheBodyOfAFailure() {
        RawPeer peer = rawProvider();
        CompletableFuture<String> call = call(c -> c.retries(0));
        refuse(peer, "{\"violations\":[]}");
        assertThatThrownBy(call::join).isInstanceOfSatisfying(CallRefusedException.class,
                e -> assertThat(e.body().text()).isEqualTo("{\"violations\":[]}"));
        CompletableFuture<String> second = call(c -> c.retries(0));
        peer.send("{\"id\":" + id(peer) + ",\"mode\":1,\"data\":{\"status\":409,\"data\":[1]}}");
        assertThatThrownBy(second::join).isInstanceOfSatisfying(CallFailedException.class,
                e -> assertThat(e.body().text()).isEqualTo("[1]"));
        CompletableFuture<String> third = call(c -> c.retries(0));
        peer.send("{\"id\":" + id(peer) + ",\"mode\":1,\"data\":{\"status\":409,\"data\":null}}");
        assertThatThrownBy(third::join).isInstanceOfSatisfying(CallFailedException.class,
                e -> assertThat(e.body().text()).isNull());
    }

    @Test
    void othersAreCalledMeanwhile() {
        RawPeer busy = rawProvider();
        CompletableFuture<String> call = call(c -> c.retries(1));
        world.node("payments", "10.0.1.0:9000").start().route("/x", context -> "ok");
        refuse(busy, "{\"retryAfter\":60}");
        assertThat(call.join()).isEqualTo("ok");
        for (int i = 0; i < 50; i++) {
            assertThat(consumer.call("payments", "/x").join()).isEqualTo("ok");
        }
        assertThat(busy.received()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = { "null", "7", "[]", "{}", "{\"retryAfter\":\"soon\"}", "{\"retryAfter\":-1}",
            "{\"retryAfter\":null}" })
    void anotherBodyOfARefusalSaysNothing(String body) {
        RawPeer busy = rawProvider();
        CompletableFuture<String> call = call(c -> c.retries(1));
        refuse(busy, body);
        world.advance(Duration.ofMillis(26));
        assertThat(busy.received()).hasSize(2);
        call.cancel(true);
    }

    @Test
    void withoutABudgetNothingThatMayHaveRunIsRepeated() {
        world.set(ConfigKeys.RETRY_BUDGET_PERCENT, 0).set(ConfigKeys.RETRY_BUDGET_PER_SECOND, 0);
        consumer = world.node("checkout", "10.0.0.2:9000").start();
        provideOneThatFails(new RouteException(500, "broken"));
        assertThatThrownBy(call(MicroCall::idempotent)::join).isInstanceOf(CallFailedException.class);
        assertThat(runs).hasSize(1);
        world.network().unlisten(runs.get(0));
        world.network().last(runs.get(0)).cut();
        assertThat(call(c -> c).join()).as("a request that certainly did not run is retried").isEqualTo("ok");
    }

    @Test
    void withRetryAlwaysNoBudgetBoundsTheRetries() {
        world.set(ConfigKeys.RETRY_BUDGET_PERCENT, 0).set(ConfigKeys.RETRY_BUDGET_PER_SECOND, 0)
                .set(ConfigKeys.RETRY, RetryMode.ALWAYS);
        consumer = world.node("checkout", "10.0.0.2:9000").start();
        provideOneThatFails(new RouteException(500, "broken"));
        assertThat(call(c -> c).join()).isEqualTo("ok");
    }

    @Test
    void aRetryKeepsTheCorrelationId() {
        List<String> ids = new ArrayList<>();
        provide(3, context -> {
            ids.add(context.correlationId().orElseThrow());
            throw new RouteException(500, "broken");
        });
        assertThatThrownBy(call(c -> c.idempotent().retries(2))::join).isInstanceOf(CallFailedException.class);
        assertThat(ids).hasSize(3);
        assertThat(ids.stream().distinct()).hasSize(1);
        assertThat(runs).doesNotHaveDuplicates();
    }

    @Test
    void noMoreIsTriedThanTheRetriesAllow() {
        provide(5, context -> {
            throw new RouteException(500, "broken");
        });
        assertThatThrownBy(call(MicroCall::idempotent)::join).isInstanceOf(CallFailedException.class);
        assertThat(runs).as("once by default").hasSize(2);
        heal();
        runs.clear();
        assertThatThrownBy(call(c -> c.idempotent().retries(0))::join).isInstanceOf(CallFailedException.class);
        assertThat(runs).hasSize(1);
        heal();
        runs.clear();
        assertThatThrownBy(call(c -> c.idempotent().retries(3))::join).isInstanceOf(CallFailedException.class);
        assertThat(runs).hasSize(4);
        assertThat(consumer.caller().counters().retries()).isEqualTo(4);
    }

    @Test
    void aRetryNeverOutlivesTheDeadline() {
        provide(3, context -> new CompletableFuture<>());
        CompletableFuture<String> call = call(c -> c.idempotent().retries(5).timeout(Duration.ofMillis(100))
                .attemptTimeout(Duration.ofMillis(40)));
        world.advance(Duration.ofMillis(99));
        assertThat(call).isNotDone();
        world.advance(Duration.ofMillis(1));
        assertThatThrownBy(call::join).isInstanceOf(CallTimeoutException.class).hasMessageContaining("Abort");
        assertThat(runs).as("at 0, 40 and 80 ms").hasSize(3);
        world.advance(Duration.ofMinutes(1));
        assertThat(runs).hasSize(3);
    }

    @Test
    void anAttemptThatTimedOutIsRepeatedElsewhereOnlyIfThatDoesNoHarm() {
        provide(3, context -> new CompletableFuture<>());
        CompletableFuture<String> call = call(c -> c.attemptTimeout(Duration.ofMillis(40)));
        world.advance(Duration.ofMillis(40));
        assertThatThrownBy(call::join).isInstanceOfSatisfying(CallTimeoutException.class,
                e -> assertThat(e.mayHaveExecuted()).isTrue());
        assertThat(runs).hasSize(1);
    }

    @Test
    void anAttemptThatMayHaveRunIsReportedAfterAnyLaterAttempt() {
        provideOneThatHangs();
        CompletableFuture<String> call = call(MicroCall::idempotent);
        providers.forEach(provider -> world.network().unlisten(provider.find().toString()));
        String other = runs.get(0).equals("10.0.1.0:9000") ? "10.0.1.1:9000" : "10.0.1.0:9000";
        world.network().dials(other).forEach(dial -> dial.pipe().cut());
        cutTheOneThatRan();
        assertThatThrownBy(call::join).isInstanceOfSatisfying(LinkLostException.class, e -> {
            assertThat(e.mayHaveExecuted()).isTrue();
            assertThat(e.getSuppressed()).singleElement().isInstanceOf(ConnectFailedException.class);
        });
    }

    @Test
    void withOneInstanceOnlyTheRetryGoesThereAgain() {
        provide(1, context -> {
            if (runs.size() < 2) {
                throw new RouteException(500, "broken");
            }
            return "ok";
        });
        CompletableFuture<String> call = call(MicroCall::idempotent);
        world.advance(Duration.ofMillis(25));
        assertThat(call.join()).isEqualTo("ok");
    }

    private boolean failing = true;

    /** Two instances of which the one that is asked first fails, as long as it is meant to. */
    private void provideOneThatFails(RuntimeException failure) {
        provide(2, context -> {
            if (failing) {
                failing = false;
                throw failure;
            }
            return "ok";
        });
    }

    /** Two instances of which the one that is asked first never answers. */
    private void provideOneThatHangs() {
        provide(2, context -> runs.size() == 1 ? new CompletableFuture<>() : "ok");
    }

    private void provide(int count, RouteHandler handler) {
        for (int i = 0; i < count; i++) {
            String address = "10.0.1." + i + ":9000";
            TestNode provider = world.node("payments", address);
            provider.route("/x", context -> run(address, handler, context));
            provider.idempotentRoute("/idempotent", context -> run(address, handler, context));
            providers.add(provider.start());
        }
        assertThat(registry.keys("payments")).hasSize(count);
    }

    private Object run(String address, RouteHandler handler, RouteContext context) throws Exception {
        runs.add(address);
        return handler.handle(context);
    }

    private CompletableFuture<String> call(UnaryOperator<MicroCall> settings) {
        return settings.apply(consumer.caller().to("payments")).callAsync("/x", null, String.class);
    }

    /** An instance of which the test writes the frames. */
    private RawPeer rawProvider() {
        RawPeer.dial(world, "ws://" + World.REGISTRY + "/10.0.1.99/9000/payments");
        return RawPeer.listen(world, "10.0.1.99:9000");
    }

    private static void refuse(RawPeer peer, String body) {
        peer.send("{\"id\":" + id(peer) + ",\"mode\":1,\"data\":{\"status\":503,\"executed\":false,\"data\":" + body
                + ",\"message\":\"busy\"}}");
    }

    private static String id(RawPeer peer) {
        return peer.last().replaceFirst(".*?\"id\":(\\d+).*", "$1");
    }

    private void warmUp() {
        while (providers.stream().anyMatch(p -> world.network().dials(p.find().toString()).size() < 2)) {
            consumer.call("payments", "/x").join();
        }
        runs.clear();
    }

    private Pipe linkTo(TestNode provider) {
        return world.network().last(provider.find().toString());
    }

    private void cutTheOneThatRan() {
        world.network().last(runs.get(0)).cut();
    }

    private void heal() {
        world.advance(Duration.ofSeconds(30));
        failing = false;
        for (int i = 0; i < 20; i++) {
            consumer.caller().to("payments").callAsync("/none", null, String.class).exceptionally(e -> null).join();
        }
    }

    private void assertNoneIsEjected() {
        assertThat(consumer.caller().context().ejection().namespaces()).isEmpty();
    }
}
