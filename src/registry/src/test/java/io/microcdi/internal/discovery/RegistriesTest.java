package io.microcdi.internal.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.error.NamespaceNotFoundException;
import io.microcdi.error.RegistryUnavailableException;
import io.microcdi.internal.node.PeerAddress;
import io.microcdi.testing.RawPeer;
import io.microcdi.testing.TestNode;
import io.microcdi.testing.TestRegistry;
import io.microcdi.testing.World;

/** Several registries, registries of another kind, and registries that say nothing. */
class RegistriesTest {

    private static final String FIRST = "10.0.0.1:8427";
    private static final String SECOND = "10.0.0.2:8427";

    private final World world = new World().registries(FIRST, SECOND);
    /** Two registries that the test writes, and a node that has joined them. */
    private RawPeer one;
    private RawPeer other;
    private TestNode watcher;

    @Test
    void row23_aNodeIsRegisteredAtAllOfThem() {
        TestRegistry first = TestRegistry.in(world, FIRST);
        TestRegistry second = TestRegistry.in(world, SECOND);
        provider();
        assertThat(first.keys("payments")).hasSize(1);
        assertThat(second.keys("payments")).hasSize(1);
    }

    @Test
    void theFirstThatIsThereIsAsked() {
        TestRegistry first = TestRegistry.in(world, FIRST);
        TestRegistry.in(world, SECOND);
        provider();
        TestNode consumer = world.node("checkout", "10.0.0.6:9000").start();
        assertThat(consumer.call("payments", "/who").join()).isEqualTo("me");
        assertThat(asked(FIRST)).isTrue();
        assertThat(asked(SECOND)).isFalse();
        first.kill();
        world.node("orders", "10.0.0.7:9000").start().route("/who", context -> "orders");
        assertThat(consumer.call("orders", "/who").join()).isEqualTo("orders");
    }

    @Test
    void theSecondRegistryIsAskedForANamespaceThatTheFirstDoesNotKnow() {
        TestRegistry.in(world, FIRST);
        TestRegistry.in(world, SECOND);
        world.registries(SECOND);
        provider();
        world.registries(FIRST, SECOND);
        TestNode consumer = world.node("checkout", "10.0.0.6:9000").start();
        assertThat(consumer.call("payments", "/who").join()).isEqualTo("me");
    }

    @Test
    void aCallThatComesWhileTheFirstAttemptIsUnderWayWaits() {
        world.registries(FIRST);
        TestRegistry.in(world, FIRST);
        provider();
        world.network().hang(FIRST);
        TestNode consumer = world.node("checkout", "10.0.0.6:9000").start();
        CompletableFuture<String> call = consumer.call("payments", "/who");
        assertThat(call).isNotDone();
        world.network().release();
        assertThat(call.join()).isEqualTo("me");
    }

    @Test
    void aNamespaceThatNoRegistryKnowsIsNotFound() {
        TestRegistry.in(world, FIRST);
        TestRegistry.in(world, SECOND);
        TestNode consumer = world.node("checkout", "10.0.0.6:9000").start();
        assertThatThrownBy(consumer.call("ghost", "/x")::join).isInstanceOf(NamespaceNotFoundException.class)
                .hasMessageContaining("Namespace not found").hasMessageContaining(FIRST).hasMessageContaining(SECOND);
    }

    @Test
    void aLookupAsksAnotherRegistryAfterHalfASecond() {
        RawPeer silent = RawPeer.listen(world, FIRST);
        TestRegistry.in(world, SECOND);
        provider();
        TestNode consumer = world.node("checkout", "10.0.0.6:9000").start();
        CompletableFuture<String> call = consumer.call("payments", "/who");
        assertThat(silent.last()).contains("/-/find");
        world.advance(Duration.ofMillis(499));
        assertThat(call).isNotDone();
        world.advance(Duration.ofMillis(1));
        assertThat(call.join()).isEqualTo("me");
        assertThat(silent.last()).as("given up").contains("\"mode\":2");
    }

    /** With leases a node is registered when the registry says so, and not before. */
    @Test
    void aHelloThatKnowsLeasesIsNoRegistrationYet() {
        world.registries(FIRST);
        RawPeer registry = RawPeer.listen(world, FIRST);
        TestNode node = world.node("checkout", "10.0.0.6:9000").start();
        registry.send(helloWith("lease"));
        world.advance(Duration.ofSeconds(3));
        assertThat(node.directory().isJoined()).isFalse();
        registry.send("{\"id\":1,\"mode\":0,\"twoway\":false,\"data\":{\"url\":\"/-/registered\",\"data\":"
                + "{\"lease\":\"x\"}}}");
        assertThat(node.directory().isJoined()).isTrue();
        world.advance(Duration.ofSeconds(20));
        assertThat(node.directory().isJoined()).isTrue();
    }

    /** It leaves between the hello and its registration. No event would ever say that it is registered no more. */
    @Test
    void aNodeThatDrainsIsNotTakenAsRegistered() {
        world.registries(FIRST);
        RawPeer registry = RawPeer.listen(world, FIRST);
        TestNode node = world.node("checkout", "10.0.0.6:9000").start();
        registry.send(helloWith("lease\",\"leaving"));
        node.directory().drain();
        registry.send("{\"id\":1,\"mode\":0,\"twoway\":false,\"data\":{\"url\":\"/-/registered\",\"data\":"
                + "{\"lease\":\"x\"}}}");
        assertThat(node.directory().isJoined()).isFalse();
        assertThat(node.events()).doesNotContain("joined " + FIRST);
    }

    @Test
    void aRegistryThatKnowsLeasesAndRegistersNobodyIsLeftAfterTenSeconds() {
        world.registries(FIRST);
        RawPeer registry = RawPeer.listen(world, FIRST);
        TestNode node = world.node("checkout", "10.0.0.6:9000").start();
        registry.send(helloWith("lease"));
        world.advance(Duration.ofMillis(9_999));
        assertThat(registry.closed()).isEmpty();
        world.advance(Duration.ofMillis(1));
        assertThat(registry.closed()).isEqualTo("1000 no registry");
        assertThat(node.directory().isJoined()).isFalse();
    }

    /** A peer that is no registry cannot make a node believe that it is registered. */
    @Test
    void onlyTheRegistryTellsThatANodeIsRegistered() {
        world.registries(FIRST);
        RawPeer registry = RawPeer.listen(world, FIRST);
        TestNode node = world.node("checkout", "10.0.0.6:9000").start();
        RawPeer stranger = RawPeer.dial(world, "ws://10.0.0.6:9000/10.0.0.9/9000/payments?v=1&id=s");
        stranger.send("{\"id\":1,\"mode\":0,\"twoway\":false,\"data\":{\"url\":\"/-/registered\",\"data\":"
                + "{\"lease\":\"x\"}}}");
        registry.send(helloWith("lease"));
        assertThat(node.directory().isJoined()).isFalse();
        assertThat(registry.received()).noneMatch(frame -> frame.contains("/-/lease"));
    }

    /** No call asks for a watch: each has an instance to choose. */
    @Test
    void aWatchMovesWhenTheFirstRegistryIsLost() {
        watchAtOne();
        world.network().unlisten(FIRST);
        world.network().last(FIRST).cut();
        assertThat(other.last()).contains("/-/watch", "payments");
        other.send(answer("{\"rev\":8,\"instances\":[" + instance("10.0.1.2") + "]}"));
        other.send("{\"id\":1,\"mode\":0,\"twoway\":false,\"data\":{\"url\":\"/-/changed\",\"data\":"
                + "{\"namespace\":\"payments\",\"rev\":9,\"added\":[],\"removed\":[\"10.0.1.1:9000\"]}}}");
        assertThat(watcher.directory().known("payments")).extracting(address -> address.key().toString())
                .containsExactly("10.0.1.2:9000");
    }

    @Test
    void aWatchMovesWhenTheFirstRegistryLeaves() {
        watchAtOne();
        one.send("{\"id\":1,\"mode\":0,\"twoway\":false,\"data\":{\"url\":\"/-/leaving\",\"data\":{}}}");
        assertThat(other.last()).contains("/-/watch", "payments");
    }

    @Test
    void theSecondRegistryIsWatchedWhenTheFirstTurnsOutToBeNone() {
        joinBoth();
        other.send(helloWith("watch"));
        watcher.directory().find("payments", List.of());
        one.send(answer("{\"host\":\"10.0.1.1\",\"port\":9000}"));
        assertThat(watcher.directory().known("payments")).hasSize(1);
        one.send(hello("orders"));
        assertThat(other.last()).contains("/-/watch", "payments");
    }

    private void joinBoth() {
        one = RawPeer.listen(world, FIRST);
        other = RawPeer.listen(world, SECOND);
        watcher = world.node("checkout", "10.0.0.6:9000").start();
    }

    private void watchAtOne() {
        joinBoth();
        one.send(helloWith("watch"));
        other.send(helloWith("watch"));
        watcher.directory().find("payments", List.of());
        one.send(answer("{\"rev\":5,\"instances\":[" + instance("10.0.1.1") + "]}"));
        assertThat(watcher.directory().known("payments")).hasSize(1);
    }

    private static String instance(String host) {
        return "{\"key\":\"" + host + ":9000\",\"host\":\"" + host + "\",\"port\":9000}";
    }

    private static String helloWith(String feature) {
        return "{\"id\":0,\"mode\":0,\"twoway\":false,\"data\":{\"url\":\"/-/hello\",\"data\":"
                + "{\"v\":1,\"id\":\"r\",\"namespace\":\"registry\",\"features\":[\"path\",\"" + feature
                + "\"],\"nonce\":\"n\"}}}";
    }

    @Test
    void aListThatDoesNotComeIsNotWaitedForAlone() {
        RawPeer silent = RawPeer.listen(world, FIRST);
        TestRegistry.in(world, SECOND);
        provider();
        TestNode consumer = world.node("checkout", "10.0.0.6:9000").start();
        silent.send("{\"id\":0,\"mode\":0,\"twoway\":false,\"data\":{\"url\":\"/-/hello\",\"data\":"
                + "{\"v\":1,\"id\":\"r\",\"features\":[\"path\",\"watch\"]}}}");
        CompletableFuture<String> call = consumer.call("payments", "/who");
        assertThat(silent.last()).contains("/-/watch");
        world.advance(Duration.ofMillis(500));
        assertThat(call.join()).isEqualTo("me");
    }

    /** The slow one may know it: "not found" is said only when all have said so. */
    @Test
    void theAnswerOfTheSlowRegistryCountsWhereTheOtherKnowsNothing() {
        RawPeer slow = RawPeer.listen(world, FIRST);
        TestRegistry.in(world, SECOND);
        TestNode provider = world.node("payments", "10.0.0.5:9000").listen();
        provider.route("/who", context -> "me");
        TestNode consumer = world.node("checkout", "10.0.0.6:9000").start();
        CompletableFuture<String> call = consumer.call("payments", "/who");
        world.advance(Duration.ofSeconds(1));
        assertThat(call).isNotDone();
        slow.send("{\"id\":0,\"mode\":1,\"data\":{\"status\":200,\"data\":{\"host\":\"10.0.0.5\",\"port\":9000}}}");
        assertThat(call.join()).isEqualTo("me");
    }

    /** As in a process without memory. Callers with the same question share the lookup, and would wait for it for ever. */
    @Test
    void aLookupThatCannotAskTheNextRegistryEndsAllTheSame() {
        RawPeer slow = RawPeer.listen(world, FIRST);
        RawPeer.listen(world, SECOND);
        TestNode consumer = world.node("checkout", "10.0.0.6:9000").start();
        AtomicInteger questions = new AtomicInteger();
        Collection<String> exclude = new ArrayList<>(List.of("10.0.0.9:9000")) {

            private static final long serialVersionUID = 1L;

            @Override
            public Stream<String> stream() {
                if (questions.incrementAndGet() == 2) {
                    throw new OutOfMemoryError("expected by this test");
                }
                return super.stream();
            }
        };
        CompletableFuture<PeerAddress> found = consumer.directory().find("payments", exclude);
        assertThat(slow.last()).contains("/-/find");
        Throwable hedge = catchThrowable(() -> world.advance(Duration.ofSeconds(1)));
        assertThat(questions).hasValue(2);
        slow.send("{\"id\":0,\"mode\":1,\"data\":{\"status\":200,\"data\":null}}");
        assertThatThrownBy(found::join).hasMessageContaining("Registry /-/find at ws://" + SECOND)
                .hasMessageContaining("it was not asked").hasMessageContaining("expected by this test");
        assertThat(hedge).isNull();
    }

    @Test
    void aRegistryThatAnswersInTimeIsAskedAlone() {
        TestRegistry.in(world, FIRST);
        TestRegistry.in(world, SECOND);
        provider();
        TestNode consumer = world.node("checkout", "10.0.0.6:9000").start();
        assertThat(consumer.call("payments", "/who").join()).isEqualTo("me");
        world.advance(Duration.ofSeconds(2));
        assertThat(asked(SECOND)).isFalse();
    }

    @Test
    void whereNoneAnswersTheLookupFailsByItsTimeout() {
        RawPeer first = RawPeer.listen(world, FIRST);
        RawPeer second = RawPeer.listen(world, SECOND);
        TestNode consumer = world.node("checkout", "10.0.0.6:9000").start();
        first.send(hello("registry"));
        second.send(hello("registry"));
        CompletableFuture<String> call = consumer.call("payments", "/who");
        world.advance(Duration.ofMillis(9_990));
        assertThat(call).isNotDone();
        world.advance(Duration.ofMillis(20));
        assertThatThrownBy(call::join).isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining("Registry /-/find").hasMessageContaining("no answer in time");
    }

    @Test
    void withoutAnyLinkToARegistryALookupFailsAtOnce() {
        TestNode consumer = world.node("checkout", "10.0.0.6:9000").start();
        assertThatThrownBy(consumer.call("payments", "/who")::join).isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining("Registry not found").hasMessageContaining("payments");
    }

    @Test
    void anAnswerThatIsNoAddressIsNotDialled() {
        RawPeer registry = RawPeer.listen(world, FIRST);
        TestNode consumer = world.node("checkout", "10.0.0.6:9000").start();
        CompletableFuture<String> call = consumer.call("payments", "/who");
        registry.send("{\"id\":0,\"mode\":1,\"data\":{\"status\":200,\"data\":{\"host\":\"a b\",\"port\":1}}}");
        assertThatThrownBy(call::join).isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining("peer address from registry");
    }

    @Test
    void callersOfTheSameNamespaceShareOneQuestion() {
        RawPeer registry = RawPeer.listen(world, FIRST);
        TestNode consumer = world.node("checkout", "10.0.0.6:9000").start();
        CompletableFuture<String> hurried = consumer.call("payments", "/who", Duration.ofMillis(50));
        CompletableFuture<String> patient = consumer.call("payments", "/who");
        assertThat(registry.received().stream().filter(text -> text.contains("/-/find"))).hasSize(1);
        world.advance(Duration.ofMillis(50));
        assertThat(hurried).isCompletedExceptionally();
        assertThat(patient).as("it has a deadline of its own").isNotDone();
        TestNode provider = world.node("payments", "10.0.0.5:9000").listen();
        provider.route("/who", context -> "me");
        registry.send(
                "{\"id\":0,\"mode\":1,\"data\":{\"status\":200,\"data\":{\"host\":\"10.0.0.5\",\"port\":9000}}}");
        assertThat(patient.join()).isEqualTo("me");
    }

    @Test
    void aNodeWithAPathDoesNotRegisterWhereItsPathWouldBeLost() {
        RawPeer.listen(world, FIRST);
        TestNode node = world.node("payments", "10.0.0.5:9000/pay").start();
        assertThat(world.network().dials(FIRST)).hasSize(1);
        assertThat(world.network().dials(FIRST).get(0).url().getPath())
                .startsWith("/" + node.node().id() + ".invalid/1/" + node.node().id());
        world.advance(Duration.ofSeconds(30));
        assertThat(node.events()).contains("unreachable " + FIRST);
        assertThat(node.directory().isJoined()).isFalse();
        assertThat(world.network().dials(FIRST)).noneMatch(dial -> dial.url().getPath().startsWith("/10.0.0.5/"));
    }

    @Test
    void aNodeWithAPathRegistersAtARegistryOfOursByOneDial() {
        TestRegistry registry = TestRegistry.in(world, FIRST);
        world.node("payments", "10.0.0.5:9000/pay").start();
        world.node("shop/a!$&'()+=@b", "10.0.0.6:9000/pay").start();
        assertThat(registry.keys("payments")).containsExactly("10.0.0.5:9000/pay");
        assertThat(registry.keys("shop/a!$&'()+=@b")).hasSize(1);
        assertThat(world.network().dials(FIRST)).hasSize(2);
    }

    @Test
    void anyRegistryThatAnswersIsEnoughWhereOneIsRequired() {
        TestNode node = world.node("payments", "10.0.0.5:9000").listen();
        assertThatThrownBy(() -> node.directory().requireOne(node.node().visitor(), new CompletableFuture<>()))
                .isInstanceOf(RegistryUnavailableException.class).hasMessageContaining("micro.registry.required")
                .hasMessageContaining(FIRST).hasMessageContaining(SECOND);
        TestRegistry second = TestRegistry.in(world, SECOND);
        node.directory().requireOne(node.node().visitor(), new CompletableFuture<>());
        assertThat(second.keys("payments")).as("asked as a visitor").isEmpty();
        assertThat(world.network().last(SECOND).isClosed()).isTrue();
    }

    private static String hello(String namespace) {
        return "{\"id\":0,\"mode\":0,\"twoway\":false,\"data\":{\"url\":\"/-/hello\",\"data\":{\"v\":1,\"id\":\"r-1\","
                + "\"namespace\":\"" + namespace + "\",\"features\":[]}}}";
    }

    private static String answer(String data) {
        return "{\"id\":0,\"mode\":1,\"data\":{\"status\":200,\"data\":" + data + "}}";
    }

    @Test
    void aServerThatSaysNoHelloAndAnswersNothingIsNoRegistry() {
        RawPeer.listen(world, FIRST);
        TestNode node = world.node("payments", "10.0.0.5:9000").start();
        world.advance(Duration.ofSeconds(9));
        assertThat(node.directory().isJoined()).isFalse();
        assertThat(node.events()).doesNotContain("joined " + FIRST);
        world.advance(Duration.ofSeconds(2));
        assertThat(node.events()).contains("unreachable " + FIRST).doesNotContain("joined " + FIRST);
        world.advance(Duration.ofSeconds(30));
        assertThat(node.events()).as("it is dialled again").filteredOn(("unreachable " + FIRST)::equals)
                .hasSizeGreaterThan(1);
        assertThat(node.directory().isJoined()).isFalse();
    }

    @Test
    void aNodeThatAnswersAtTheAddressOfARegistryIsNone() {
        RawPeer server = RawPeer.listen(world, FIRST);
        TestNode node = world.node("payments", "10.0.0.5:9000").start();
        server.send(hello("orders"));
        assertThat(node.events()).contains("unreachable " + FIRST);
        assertThat(node.directory().isJoined()).isFalse();
    }

    @Test
    void aRegistryWithoutHelloProvesItselfByTheNodesOwnAddress() {
        RawPeer registry = RawPeer.listen(world, FIRST);
        TestNode node = world.node("payments", "10.0.0.5:9000").start();
        world.advance(Duration.ofSeconds(5));
        assertThat(registry.last()).contains("/-/find").contains("payments");
        registry.send(answer("null"));
        assertThat(node.directory().isJoined()).as("it does not know the node yet").isFalse();
        world.advance(Duration.ofMillis(500));
        registry.send(answer("{\"host\":\"10.0.0.5\",\"port\":9000}").replace("\"id\":0", "\"id\":1"));
        assertThat(node.events()).contains("joined " + FIRST);
        assertThat(node.directory().isJoined()).isTrue();
    }

    @Test
    void aServerThatAnswersTheQuestionOtherwiseIsNoRegistry() {
        RawPeer server = RawPeer.listen(world, FIRST);
        TestNode node = world.node("payments", "10.0.0.5:9000").start();
        world.advance(Duration.ofSeconds(5));
        server.send("{\"id\":0,\"mode\":1,\"data\":{\"status\":404,\"data\":null,\"message\":\"no such route\"}}");
        assertThat(node.events()).contains("unreachable " + FIRST);
        assertThat(node.directory().isJoined()).isFalse();
    }

    /** An instance died, this node was started at its address, and a registry does not know that yet. */
    @ParameterizedTest
    @ValueSource(strings = { ",\"id\":\"of-the-dead\"", "" })
    void aNodeAtTheAddressOfADeadInstanceDoesNotAnswerForIt(String id) {
        RawPeer registry = RawPeer.listen(world, FIRST);
        TestNode billing = world.node("billing", "10.0.0.5:9000").start();
        registry.send(hello("registry"));
        billing.route("/charge", context -> "charged by billing");
        CompletableFuture<String> call = billing.call("payments", "/charge");
        registry.send(answer("{\"host\":\"10.0.0.5\",\"port\":9000" + id + "}"));
        world.advance(Duration.ofSeconds(40));
        assertThatThrownBy(call::join).isNotNull().asString().doesNotContain("charged by billing");
        assertThat(call).isCompletedExceptionally();
    }

    /** A node that announces the address of an instance, under another id than the registry has told, is not that one. */
    @Test
    void aLinkOfAnotherStartIsNotUsedForTheInstanceThatARegistryNamed() {
        RawPeer registry = RawPeer.listen(world, FIRST);
        TestNode caller = world.node("checkout", "10.0.0.6:9000").start();
        registry.send(hello("registry"));
        RawPeer impostor = RawPeer.dial(world, "ws://10.0.0.6:9000/10.0.0.5/9000/payments?v=1&id=impostor");
        CompletableFuture<String> call = caller.call("payments", "/charge");
        registry.send(answer("{\"host\":\"10.0.0.5\",\"port\":9000,\"id\":\"real\"}"));
        assertThat(impostor.last()).doesNotContain("/charge");
        assertThat(call).isNotCompletedExceptionally().isNotDone();
    }

    @Test
    void aRegistryThatIsStillDialledIsAskedForAnUnknownNamespace() {
        TestRegistry.in(world, SECOND);
        provider();
        TestRegistry.in(world, FIRST);
        world.network().hang(SECOND);
        TestNode consumer = world.node("checkout", "10.0.0.6:9000").start();
        CompletableFuture<String> call = consumer.call("payments", "/who");
        assertThat(asked(FIRST)).isTrue();
        assertThat(call).as("the second registry may know it").isNotDone();
        world.network().release();
        world.advance(Duration.ofSeconds(1));
        assertThat(call.join()).isEqualTo("me");
    }

    @Test
    void aRegistryThatDropsAllPacketsDelaysNoCallThatAnotherCanAnswer() {
        TestRegistry.in(world, SECOND);
        provider();
        world.network().hang(FIRST);
        TestNode consumer = world.node("checkout", "10.0.0.6:9000").start();
        assertThat(consumer.events()).as("it joins the other at once").containsExactly("joined " + SECOND);
        assertThat(consumer.call("payments", "/who")).isCompletedWithValue("me");
        assertThat(consumer.caller().peerAsync("payments", List.of())).isCompleted();
    }

    @Test
    void aRegistryThatDropsAllPacketsDelaysNoStartWhereAnotherAnswers() {
        TestRegistry.in(world, FIRST);
        TestRegistry.in(world, SECOND);
        world.network().hang(FIRST);
        TestNode node = world.node("checkout", "10.0.0.6:9000").listen();
        node.directory().requireOne(node.node().visitor(), new CompletableFuture<>());
        assertThat(world.network().last(SECOND).isClosed()).isTrue();
        world.network().release();
        assertThat(world.network().last(FIRST).isClosed()).as("the late link is not kept").isTrue();
    }

    private void provider() {
        TestNode provider = world.node("payments", "10.0.0.5:9000").start();
        provider.route("/who", context -> "me");
    }

    private boolean asked(String registry) {
        return world.network().dials(registry).stream().flatMap(dial -> dial.pipe().dialler().sent().stream())
                .anyMatch(text -> text.contains("/-/find") || text.contains("/-/watch"));
    }
}
