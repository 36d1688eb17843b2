package io.microcdi.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.microcdi.MicroNode;
import io.microcdi.MicroPeer;
import io.microcdi.NodeListener;
import io.microcdi.error.NamespaceNotFoundException;

/** A caller is told of instances that come and go, and spreads its calls over them. */
class WatchOnTyrusTest {

    private final Cluster cluster = new Cluster();
    private MicroNode consumer;

    @BeforeEach
    void start() {
        cluster.startRegistry();
        consumer = cluster.node("checkout");
        consumer.start();
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void callsAreSpreadOverAllInstancesFromTheFirstOn() {
        Set<String> keys = new HashSet<>();
        for (int i = 0; i < 3; i++) {
            keys.add(provider().key());
        }
        assertThat(answering(keys.size())).isEqualTo(keys);
    }

    @Test
    void anInstanceThatComesLaterIsCalledToo() {
        Set<String> keys = new HashSet<>();
        keys.add(provider().key());
        assertThat(answering(1)).isEqualTo(keys);
        keys.add(provider().key());
        assertThat(answering(2)).isEqualTo(keys);
    }

    @Test
    void anInstanceThatLeavesIsNotCalledAnyMore() throws InterruptedException {
        MicroNode first = provider();
        MicroNode second = provider();
        assertThat(answering(2)).containsExactlyInAnyOrder(first.key(), second.key());
        CountDownLatch gone = new CountDownLatch(1);
        consumer.addListener(new NodeListener() {
            @Override
            public void linkClosed(MicroPeer peer, int code, String reason) {
                gone.countDown();
            }
        });
        String left = second.key();
        second.stop();
        assertThat(gone.await(30, TimeUnit.SECONDS)).isTrue();
        for (int i = 0; i < 50; i++) {
            assertThat(who()).isNotEqualTo(left);
        }
    }

    @Test
    void aNamespaceThatWasMissedIsFoundOnceItIsThere() {
        assertThatThrownBy(this::who).isInstanceOf(NamespaceNotFoundException.class);
        String key = provider().key();
        assertThat(who()).isEqualTo(key);
    }

    private MicroNode provider() {
        MicroNode node = cluster.node("payments");
        node.register("/who", context -> node.key());
        node.start();
        return node;
    }

    private String who() {
        return consumer.caller().call("payments", "/who", null, String.class);
    }

    /** Those that answer, until so many did; bounded by the calls that it may take. */
    private Set<String> answering(int count) {
        Set<String> answered = new HashSet<>();
        for (int i = 0; i < 2_000 && answered.size() < count; i++) {
            answered.add(who());
        }
        return answered;
    }
}
