package io.microcdi.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.microcdi.MicroNode;
import io.microcdi.NodeListener;
import io.microcdi.config.ConfigKeys;
import io.microcdi.internal.registry.EngineRegistry;

/** Registries and nodes that come and go, on real sockets. */
class LifeOnTyrusTest {

    private final Cluster cluster = new Cluster();

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void callsGoOnWhileTheRegistryIsGoneAndAllComeBackToIt() throws Exception {
        EngineRegistry registry = cluster.startRegistry();
        MicroNode provider = node("payments");
        MicroNode consumer = node("checkout");
        CountDownLatch lost = new CountDownLatch(2);
        CountDownLatch back = new CountDownLatch(2);
        List.of(provider, consumer).forEach(node -> node.addListener(counting(lost, back)));
        assertThat(who(consumer)).isEqualTo("payments");
        registry.stop();
        assertThat(lost.await(30, TimeUnit.SECONDS)).isTrue();
        for (int i = 0; i < 20; i++) {
            assertThat(who(consumer)).isEqualTo("payments");
        }
        EngineRegistry again = cluster.startRegistry();
        assertThat(back.await(20, TimeUnit.SECONDS)).as("back, without a restart").isTrue();
        assertThat(again.instances()).isEqualTo(2);
        assertThat(who(consumer)).isEqualTo("payments");
    }

    @Test
    void nodesThatStartBeforeTheRegistryJoinWhenItComes() throws Exception {
        cluster.startRegistry().stop();
        MicroNode provider = node("payments");
        assertThat(provider.isReady()).isFalse();
        MicroNode consumer = node("checkout");
        EngineRegistry registry = cluster.startRegistry();
        CompletableFuture.allOf(provider.ready().toCompletableFuture(), consumer.ready().toCompletableFuture())
                .get(30, TimeUnit.SECONDS);
        assertThat(registry.instances()).isEqualTo(2);
        assertThat(who(consumer)).isEqualTo("payments");
    }

    @Test
    void aHundredHandlersThatWaitForOtherCallsAllAnswer() {
        cluster.startRegistry();
        MicroNode backend = node("payments");
        MicroNode middle = node("middle");
        CountDownLatch all = new CountDownLatch(100);
        middle.register("/nested", context -> {
            all.countDown();
            // none goes on before all are at work at once
            all.await(20, TimeUnit.SECONDS);
            return who(middle);
        });
        MicroNode consumer = node("checkout");
        List<CompletableFuture<String>> calls = IntStream.range(0, 100)
                .mapToObj(i -> consumer.caller().callAsync("middle", "/nested", null, String.class)).toList();
        assertThat(calls).allSatisfy(call -> assertThat(call.get(30, TimeUnit.SECONDS)).isEqualTo("payments"));
        assertThat(backend.counters().inWork()).isZero();
    }

    @Test
    void moreHandlersThanThreadsAndRoomAreRefusedAndNotExecuted() throws Exception {
        cluster.startRegistry();
        CountDownLatch begun = new CountDownLatch(2);
        CountDownLatch goOn = new CountDownLatch(1);
        MicroNode provider = cluster.node(cluster.builder("small").set(ConfigKeys.MAX_THREADS, 2)
                .set(ConfigKeys.MAX_WAIT, Duration.ZERO));
        provider.register("/slow", context -> {
            begun.countDown();
            return goOn.await(20, TimeUnit.SECONDS);
        });
        provider.start();
        MicroNode consumer = node("checkout");
        var peer = consumer.caller().peer("small");
        var first = peer.request("/slow", null, Boolean.class);
        var second = peer.request("/slow", null, Boolean.class);
        assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(peer.request("/slow", null, Boolean.class).toCompletableFuture())
                .failsWithin(Duration.ofSeconds(10)).withThrowableThat().havingCause()
                .isInstanceOf(io.microcdi.error.CallRefusedException.class).withMessageContaining("overloaded");
        goOn.countDown();
        assertThat(first.join()).isTrue();
        assertThat(second.join()).isTrue();
    }

    private static NodeListener counting(CountDownLatch lost, CountDownLatch back) {
        return new NodeListener() {
            @Override
            public void registryLost(URI registry) {
                lost.countDown();
            }

            @Override
            public void registryJoined(URI registry) {
                back.countDown();
            }
        };
    }

    private static String who(MicroNode from) {
        return from.caller().call("payments", "/who", null, String.class);
    }

    private MicroNode node(String name) {
        MicroNode node = cluster.node(name);
        node.register("/who", context -> name);
        node.start();
        return node;
    }
}
