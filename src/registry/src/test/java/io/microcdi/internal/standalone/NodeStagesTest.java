package io.microcdi.internal.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.microcdi.MicroNode;
import io.microcdi.MicroPeer;
import io.microcdi.NodeListener;
import io.microcdi.config.CallbackMode;
import io.microcdi.config.ConfigKeys;
import io.microcdi.registry.MicroRegistry;

/** The stages of a node complete at the event that they are for, on a thread where the application may wait. */
@Timeout(120)
class NodeStagesTest {

    private static final String CALLBACK = "micro-callback";

    private final List<MicroNode> nodes = new ArrayList<>();
    private final MicroRegistry registry = MicroRegistry.builder().listen("127.0.0.1", 0).build();
    private MicroNode provider;

    @BeforeEach
    void start() throws Exception {
        registry.start();
        provider = node("payments");
        provider.register("/who", context -> "me");
        provider.start();
        provider.ready().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() {
        nodes.forEach(MicroNode::stop);
        registry.stop();
    }

    private MicroNode node(String namespace) {
        MicroNode node = MicroNode.builder(namespace).registry("ws://127.0.0.1:" + registry.port())
                .set(ConfigKeys.DRAIN_TIMEOUT, Duration.ofSeconds(10)).listen("127.0.0.1", 0).build();
        nodes.add(node);
        return node;
    }

    @Test
    void readyAskedForBeforeTheStartCompletesAfterIt() throws Exception {
        MicroNode node = node("checkout");
        CompletableFuture<Void> ready = node.ready().toCompletableFuture();
        node.start();
        ready.get(20, TimeUnit.SECONDS);
        assertThat(node.isReady()).isTrue();
    }

    @Test
    void readyAskedForBetweenTwoStartsIsThatOfTheNext() throws Exception {
        MicroNode node = node("checkout");
        node.start();
        node.ready().toCompletableFuture().get(20, TimeUnit.SECONDS);
        node.stop();
        CompletableFuture<Void> again = node.ready().toCompletableFuture();
        assertThat(again).isNotDone();
        assertThat(node.isReady()).isFalse();
        node.start();
        again.get(20, TimeUnit.SECONDS);
        assertThat(node.isReady()).isTrue();
    }

    /** On the reading thread, the call would wait for an answer that only this thread reads. */
    @Test
    void aDependentOfReadyMayCallAndWait() throws Exception {
        MicroNode node = node("checkout");
        CompletableFuture<String> called = node.ready().thenApply(nothing -> Thread.currentThread().getName() + ": "
                + node.caller().call("payments", "/who", null, String.class)).toCompletableFuture();
        node.start();
        assertThat(called.get(20, TimeUnit.SECONDS)).startsWith(CALLBACK).endsWith(": me");
    }

    @Test
    void aDependentOfPeerAsyncMayCallAndWait() throws Exception {
        MicroNode node = node("checkout");
        node.start();
        CompletableFuture<MicroPeer> peer = node.caller().peerAsync("payments", List.of());
        String own = Thread.currentThread().getName();
        CompletableFuture<String> called = peer.thenApply(
                found -> Thread.currentThread().getName() + ": " + found.request("/who", null, String.class).join());
        // this thread, if the peer was found before the dependent was added
        assertThat(called.get(20, TimeUnit.SECONDS)).endsWith(": me").matches(
                text -> text.startsWith(CALLBACK) || text.startsWith(own));
    }

    /** Its answer would come over a socket that this thread reads. */
    @Test
    void anInlineDependentMustNotCallAndWait() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        provider.register("/slow", context -> goOn.await(30, TimeUnit.SECONDS));
        MicroNode node = MicroNode.builder("checkout").registry("ws://127.0.0.1:" + registry.port())
                .set(ConfigKeys.CALLBACKS, CallbackMode.INLINE).listen("127.0.0.1", 0).build();
        nodes.add(node);
        node.start();
        CompletableFuture<String> called = node.caller().callAsync("payments", "/slow", null, Boolean.class)
                .thenApply(answer -> node.caller().call("payments", "/who", null, String.class));
        goOn.countDown();
        assertThatThrownBy(() -> called.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(IllegalStateException.class)
                .hasMessageContaining("must not block");
        assertThat(node.caller().call("payments", "/who", null, String.class)).as("this thread may").isEqualTo("me");
    }

    @Test
    void aListenerMustNotCallAndWait() throws Exception {
        MicroNode node = node("checkout");
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        node.addListener(new NodeListener() {
            @Override
            public void linkOpened(MicroPeer peer) {
                try {
                    peer.request("/who", null, String.class).join();
                    thrown.complete(null);
                } catch (RuntimeException e) {
                    thrown.complete(e);
                }
            }
        });
        node.start();
        node.caller().callAsync("payments", "/who", null, String.class).get(20, TimeUnit.SECONDS);
        assertThat(thrown.get(20, TimeUnit.SECONDS)).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("must not block");
    }

    @Test
    void aDependentOfDrainRunsOnACallbackThread() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        provider.register("/slow", context -> {
            begun.countDown();
            return goOn.await(30, TimeUnit.SECONDS);
        });
        MicroNode node = node("checkout");
        node.start();
        CompletableFuture<Boolean> call = node.caller().callAsync("payments", "/slow", null, Boolean.class);
        assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
        CompletableFuture<String> drained = provider.drain()
                .thenApply(nothing -> Thread.currentThread().getName()).toCompletableFuture();
        goOn.countDown();
        assertThat(call.get(30, TimeUnit.SECONDS)).isTrue();
        assertThat(drained.get(20, TimeUnit.SECONDS)).startsWith(CALLBACK);
    }
}
