package io.microcdi.internal.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.microcdi.MicroPeer;
import io.microcdi.error.CallAbortedException;
import io.microcdi.error.CallTimeoutException;
import io.microcdi.error.ConnectFailedException;
import io.microcdi.error.LinkLostException;
import io.microcdi.error.MicroException;
import io.microcdi.error.NamespaceNotFoundException;
import io.microcdi.error.RegistryUnavailableException;
import io.microcdi.testing.TestNode;
import io.microcdi.testing.TestRegistry;
import io.microcdi.testing.World;

/** {@code get} gives one instance, and the same one until its link closes or it is excluded. */
class StickyPeersTest {

    private final World world = new World();
    private final TestRegistry registry = TestRegistry.in(world);
    private final TestNode consumer = world.node("checkout", "10.0.0.6:9000");

    @BeforeEach
    void start() {
        consumer.start();
    }

    @Test
    void theSameInstanceIsGivenAgain() {
        provide(3);
        String key = get().join().key();
        for (int i = 0; i < 20; i++) {
            assertThat(get().join().key()).isEqualTo(key);
        }
    }

    @Test
    void anExcludedInstanceIsNotGivenAndItsSuccessorIsKept() {
        provide(2);
        String first = get().join().key();
        String second = get(first).join().key();
        assertThat(second).isNotEqualTo(first);
        assertThat(get().join().key()).isEqualTo(second);
    }

    @Test
    void hostAndPortExcludeAnInstanceWithAPath() {
        world.node("payments", "10.0.1.0:9000/pay").start();
        provide(2);
        world.advance(Duration.ofSeconds(1));
        assertThat(get("10.0.1.0:9000").join().key()).isEqualTo("10.0.1.1:9000");
    }

    @Test
    void afterItsLinkClosedAnotherMayBeGiven() {
        provide(1);
        MicroPeer peer = get().join();
        world.network().last("10.0.1.0:9000").cut();
        assertThat(peer.isOpen()).isFalse();
        MicroPeer again = get().join();
        assertThat(again.key()).isEqualTo(peer.key());
        assertThat(again.isOpen()).isTrue();
    }

    @Test
    void concurrentAsksShareOneLookupAndOneDial() {
        provide(1);
        world.network().hang("10.0.1.0:9000");
        List<CompletableFuture<MicroPeer>> asks = List.of(get(), get(), get("10.9.9.9:1"));
        world.network().release();
        assertThat(asks).allSatisfy(ask -> assertThat(ask.join().key()).isEqualTo("10.0.1.0:9000"));
        assertThat(world.network().dials("10.0.1.0:9000")).as("the self-check and one").hasSize(2);
    }

    @Test
    void anOpenLinkIsUsedWhenTheRegistryIsGoneAndANewNamespaceFails() {
        provide(1);
        String key = get().join().key();
        registry.kill();
        assertThat(get().join().key()).isEqualTo(key);
        assertThat(get(key).join().key()).as("there is no other to be had").isEqualTo(key);
        assertThatThrownBy(consumer.caller().peerAsync("orders", List.of())::join)
                .hasCauseInstanceOf(RegistryUnavailableException.class).hasMessageContaining("Registry not found");
    }

    @Test
    void anUnknownNamespaceIsNotFound() {
        assertThatThrownBy(get()::join).hasCauseInstanceOf(NamespaceNotFoundException.class)
                .hasMessageContaining("Namespace not found").hasMessageContaining("payments");
    }

    @Test
    void anInstanceThatCannotBeReachedFailsTheAsk() {
        provide(1);
        world.network().unlisten("10.0.1.0:9000");
        assertThatThrownBy(get()::join).hasCauseInstanceOf(ConnectFailedException.class);
    }

    @Test
    void oneselfIsGivenWithoutASocket() {
        consumer.route("/x", context -> "me " + context.callerNamespace() + " " + context.peer().isPresent());
        int dials = world.network().dials().size();
        MicroPeer self = consumer.caller().peerAsync("checkout", List.of()).join();
        assertThat(self.request("/x", null, String.class).join()).isEqualTo("me checkout false");
        assertThat(self.isOpen()).isTrue();
        assertThat(world.network().dials()).hasSize(dials);
    }

    @Test
    void aPushOfAPayloadThatCannotBeWrittenThrowsWhereverItGoes() {
        provide(1);
        for (MicroPeer peer : List.of(get().join(), consumer.caller().self())) {
            assertThatThrownBy(() -> peer.push("/log", Double.NaN)).isInstanceOf(MicroException.class)
                    .hasMessageContaining("/log").hasMessageContaining("was not sent");
        }
    }

    @Test
    void aRequestIsSentOnceAndFailsByItself() {
        provide(2);
        MicroPeer peer = get().join();
        CompletableFuture<Void> request = peer.request("/never", null, Void.class).toCompletableFuture();
        world.network().last(peer.key()).cut();
        assertThatThrownBy(request::join).isInstanceOf(LinkLostException.class);
        assertThatThrownBy(peer.request("/never", null, Void.class)::join).isInstanceOfSatisfying(
                LinkLostException.class, e -> assertThat(e.mayHaveExecuted()).isFalse())
                .hasMessageEndingWith("; it was not executed");
    }

    @Test
    void aRequestHasATimeoutOfItsOwn() {
        provide(1);
        CompletableFuture<Void> request = get().join().request("/never", null, Void.class, Duration.ofSeconds(1))
                .toCompletableFuture();
        world.advance(Duration.ofMillis(999));
        assertThat(request).isNotDone();
        world.advance(Duration.ofMillis(1));
        assertThatThrownBy(request::join).isInstanceOf(CallTimeoutException.class).hasMessageContaining("1000 ms");
    }

    /** A deadline that overflowed would be earlier than all others for ever, so that no other would be watched. */
    @Test
    void aRequestWithoutEndKeepsNoOtherFromItsTimeout() {
        provide(1);
        MicroPeer peer = get().join();
        CompletableFuture<Void> endless = peer
                .request("/never", null, Void.class, Duration.ofNanos(Long.MAX_VALUE)).toCompletableFuture();
        CompletableFuture<Void> request = peer.request("/never", null, Void.class, Duration.ofSeconds(1))
                .toCompletableFuture();
        world.advance(Duration.ofSeconds(1));
        assertThatThrownBy(request::join).isInstanceOf(CallTimeoutException.class);
        assertThat(endless).isNotDone();
    }

    @Test
    void cancellingARequestAbortsIt() {
        provide(1);
        var request = get().join().request("/never", null, Void.class);
        assertThat(request.cancel(true)).isTrue();
        assertThat(request.abort()).isFalse();
        assertThat(world.network().last("10.0.1.0:9000").dialler().sent()).last().asString()
                .contains("\"mode\":2");
        var aborted = get().join().request("/never", null, Void.class);
        assertThat(aborted.abort()).isTrue();
        assertThatThrownBy(aborted::join).isInstanceOf(CallAbortedException.class).hasMessageContaining("Abort");
    }

    private void provide(int count) {
        for (int i = 0; i < count; i++) {
            TestNode provider = world.node("payments", "10.0.1." + i + ":9000").start();
            provider.route("/never", context -> new CompletableFuture<>());
        }
    }

    private CompletableFuture<MicroPeer> get(String... exclude) {
        return consumer.caller().peerAsync("payments", List.of(exclude));
    }
}
