package io.microcdi.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.microcdi.MicroNode;
import io.microcdi.PendingCall;
import io.microcdi.registry.InstanceView;
import io.microcdi.registry.NamespaceView;

/** Faults of the reference that need real threads and sockets to show themselves. */
class ReferenceFaultsOnTyrusTest {

    private final Cluster cluster = new Cluster();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @BeforeEach
    void start() {
        cluster.startRegistry();
    }

    @AfterEach
    void stop() {
        threads.shutdownNow();
        cluster.close();
    }

    @Test
    void row05_noCallIsLostBetweenTwoNodesThatDialEachOtherAtOnce() throws Exception {
        for (int round = 0; round < 10; round++) {
            MicroNode one = node("one");
            MicroNode two = node("two");
            CyclicBarrier together = new CyclicBarrier(2);
            Future<String> there = threads.submit(() -> callAfter(together, one, "two"));
            Future<String> back = threads.submit(() -> callAfter(together, two, "one"));
            assertThat(there.get(20, TimeUnit.SECONDS)).isEqualTo("two");
            assertThat(back.get(20, TimeUnit.SECONDS)).isEqualTo("one");
            one.stop();
            two.stop();
        }
    }

    @Test
    void row22_instancesAreListedAndEventsAreCounted() {
        MicroNode one = node("one");
        MicroNode two = node("two");
        assertThat(one.caller().call("two", "/who", null, String.class)).isEqualTo("two");
        assertThat(cluster.registry().namespaces()).extracting(NamespaceView::name).contains("one", "two");
        assertThat(cluster.registry().namespaces().stream().flatMap(n -> n.instances().stream()))
                .extracting(InstanceView::key).contains(one.key(), two.key());
        assertThat(one.counters().calls()).isEqualTo(1);
        assertThat(one.counters().failures()).isEmpty();
        assertThat(one.counters().links()).isPositive();
    }

    @Test
    void row06_aCallToOneselfMayBlockInItsHandler() {
        MicroNode one = node("one");
        one.register("/outer", context -> "outer of " + one.caller().call("one", "/who", null, String.class));
        assertThat(one.caller().call("one", "/outer", null, String.class)).isEqualTo("outer of one");
    }

    @Test
    void row08_manyCallersOfAColdNamespaceAllSettle() {
        node("one");
        MicroNode two = node("two");
        List<CompletableFuture<?>> all = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            all.add(two.caller().peerAsync("one", i % 2 == 0 ? List.of() : List.of("10.0.0.1:1")));
            all.add(two.caller().callAsync("one", "/who", null, String.class));
        }
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).orTimeout(20, TimeUnit.SECONDS).join();
        assertThat(all).allMatch(call -> !call.isCompletedExceptionally());
    }

    @Test
    void row11_anAbortInterruptsTheHandlersThread() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Boolean> seen = new CompletableFuture<>();
        MicroNode one = node("one");
        one.register("/slow", context -> {
            begun.countDown();
            try {
                return new CountDownLatch(1).await(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                seen.complete(context.isAborted());
                throw e;
            }
        });
        MicroNode two = node("two");
        PendingCall<Void> pending = two.caller().peer("one").request("/slow", null, Void.class);
        assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(pending.abort()).isTrue();
        assertThat(seen.get(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aCallBackOnTheSameLinkFromInsideAHandler() {
        MicroNode one = node("one");
        one.register("/back", context -> context.peer().orElseThrow().request("/who", null, String.class).join());
        MicroNode two = node("two");
        assertThat(two.caller().call("one", "/back", null, String.class)).isEqualTo("two");
    }

    private String callAfter(CyclicBarrier together, MicroNode from, String to) throws Exception {
        together.await(30, TimeUnit.SECONDS);
        return from.caller().call(to, "/who", null, String.class);
    }

    private MicroNode node(String name) {
        MicroNode node = cluster.node(name);
        node.register("/who", context -> name);
        node.start();
        return node;
    }
}
