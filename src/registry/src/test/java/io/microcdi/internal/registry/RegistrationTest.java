package io.microcdi.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.microcdi.config.ConfigKeys;
import io.microcdi.registry.InstanceView;
import io.microcdi.registry.NamespaceView;
import io.microcdi.registry.RegistryKeys;
import io.microcdi.testing.RawPeer;
import io.microcdi.testing.TestRegistry;
import io.microcdi.testing.World;

/** A link is a registration: opened, present; closed, gone. Silent for 20 s: closed. */
class RegistrationTest {

    private final World world = new World();
    private final TestRegistry registry = TestRegistry.in(world);

    @Test
    void theHandshakeAloneRegisters() {
        RawPeer peer = peer("10.0.0.5/9000/payments");
        assertThat(registry.keys("payments")).containsExactly("10.0.0.5:9000");
        assertThat(peer.received()).as("a peer without v gets no hello").isEmpty();
        peer.close(1000, "bye");
        assertThat(registry.get().namespaces()).isEmpty();
        assertThat(registry.get().instances()).isZero();
    }

    @Test
    void aBrokenSocketIsGoneToo() {
        peer("10.0.0.5/9000/payments").pipe().cut();
        assertThat(registry.get().namespaces()).isEmpty();
    }

    /** It may close while what came by it is still being processed; nothing would ever take it out again. */
    @Test
    void aClosedLinkRegistersNothingAnyMore() {
        RawPeer peer = peer("10.0.0.5/9000");
        peer.pipe().acceptor().receiver().closed(1006, "");
        peer.send("{\"id\":0,\"mode\":0,\"twoway\":true,\"data\":{\"protocol\":\"ws\",\"cmd\":\"online\","
                + "\"props\":[\"payments\"]}}");
        assertThat(registry.get().namespaces()).isEmpty();
        assertThat(registry.get().instances()).isZero();
    }

    @Test
    void theViewOfAnInstance() {
        RawPeer peer = peer("10.0.0.5/9000/shop/payments?v=1&id=a&features=path&path=/pay&version=1.2&zone=eu-1");
        world.advance(Duration.ofSeconds(7));
        peer.send("{\"id\":0,\"mode\":0,\"twoway\":false,\"data\":{\"url\":\"/-/heartbeat\",\"data\":{}}}");
        InstanceView view = registry.get().namespaces().get(0).instances().get(0);
        assertThat(registry.get().namespaces().get(0).name()).isEqualTo("shop/payments");
        assertThat(view.key()).isEqualTo("10.0.0.5:9000/pay");
        assertThat(view.host()).isEqualTo("10.0.0.5");
        assertThat(view.port()).isEqualTo(9000);
        assertThat(view.path()).isEqualTo("/pay");
        assertThat(view.versioned()).isTrue();
        assertThat(view.features()).containsExactly("path");
        assertThat(view.version()).isEqualTo("1.2");
        assertThat(view.zone()).isEqualTo("eu-1");
        assertThat(Duration.between(view.since(), view.heartbeat())).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void aNodeTellsItsVersionAndItsZone() {
        world.set(ConfigKeys.ADVERTISE_VERSION, "1.4.2").set(ConfigKeys.ADVERTISE_ZONE, "eu-west-1a");
        world.node("orders", "10.0.0.6:9000").start();
        world.advance(Duration.ofSeconds(1));
        InstanceView view = registry.get().instances("orders").get(0);
        assertThat(view.version()).isEqualTo("1.4.2");
        assertThat(view.zone()).isEqualTo("eu-west-1a");
        assertThat(view.features()).contains("metadata");
    }

    @Test
    void aPeerWithoutAVersionOfTheWireHasNone() {
        peer("10.0.0.5/9000/payments?version=1.2&zone=eu-1");
        InstanceView view = registry.get().instances("payments").get(0);
        assertThat(view.version()).isEmpty();
        assertThat(view.zone()).isEmpty();
        assertThat(view.features()).isEmpty();
    }

    @Test
    void aPeerOfOursIsGreetedFirst() {
        RawPeer peer = peer("10.0.0.5/9000/payments?v=1&id=a&features=batch,path");
        assertThat(peer.received()).hasSize(1);
        assertThat(peer.last()).contains("\"url\":\"/-/hello\"", "\"twoway\":false", "\"batch\"", "\"deadline\"",
                "\"errors\"", "\"path\"", "\"maxMessage\":1048576");
    }

    @Test
    void aSilentNodeIsTakenOutAfterTwentySeconds() {
        RawPeer peer = peer("10.0.0.5/9000/payments");
        world.advance(Duration.ofMillis(19_000));
        assertThat(registry.keys("payments")).hasSize(1);
        world.advance(Duration.ofMillis(2_000));
        assertThat(registry.keys("payments")).isEmpty();
        assertThat(peer.closed()).isEqualTo("4000 heartbeat lost");
    }

    @Test
    void anAnswerToAPingIsNoHeartbeat() {
        RawPeer peer = peer("10.0.0.5/9000/payments");
        world.advance(Duration.ofSeconds(21));
        assertThat(peer.pipe().acceptor().pings()).as("it was pinged and did answer").isPositive();
        assertThat(registry.keys("payments")).isEmpty();
    }

    @Test
    void heartbeatsKeepANodeRegistered() {
        RawPeer peer = peer("10.0.0.5/9000/payments");
        for (int i = 0; i < 10; i++) {
            world.advance(Duration.ofSeconds(10));
            peer.send("{\"id\":" + i + ",\"mode\":0,\"twoway\":false,\"data\":{\"url\":\"/-/heartbeat\",\"data\":{}}}");
        }
        assertThat(registry.keys("payments")).hasSize(1);
        assertThat(peer.received()).as("a heartbeat is not answered").isEmpty();
    }

    @Test
    void visitorsAreNotRegisteredAndMayAsk() {
        peer("10.0.0.5/9000/payments");
        RawPeer visitor = peer("3b241101-e2bb-4255-8caf-4136c566a962.invalid/1/checkout?v=1&id=b");
        assertThat(registry.keys("checkout")).isEmpty();
        assertThat(visitor.ask(0, "/-/find", "{\"namespace\":\"payments\"}")).contains("\"host\":\"10.0.0.5\"");
        world.advance(Duration.ofSeconds(60));
        assertThat(visitor.closed()).as("it is no instance that could be silent").isEmpty();
    }

    @Test
    void moreNamespacesThanAllowedAreRefusedAndTheOthersUnharmed() {
        TestRegistry small = TestRegistry.in(world.set(RegistryKeys.MAX_NAMESPACES, 2), "10.0.0.2:8427");
        RawPeer.dial(world, "ws://10.0.0.2:8427/10.0.0.5/9000/a");
        RawPeer.dial(world, "ws://10.0.0.2:8427/10.0.0.5/9000/b");
        RawPeer refused = RawPeer.dial(world, "ws://10.0.0.2:8427/10.0.0.5/9000/c");
        assertThat(refused.closed()).isEqualTo("1013 too many namespaces");
        RawPeer.dial(world, "ws://10.0.0.2:8427/10.0.0.6/9000/b");
        assertThat(small.get().namespaces()).extracting(NamespaceView::name).isEqualTo(List.of("a", "b"));
        assertThat(small.keys("b")).hasSize(2);
    }

    @Test
    void moreInstancesThanAllowedAreRefused() {
        TestRegistry small = TestRegistry.in(world.set(RegistryKeys.MAX_INSTANCES, 2), "10.0.0.2:8427");
        RawPeer.dial(world, "ws://10.0.0.2:8427/10.0.0.5/9000/a");
        RawPeer second = RawPeer.dial(world, "ws://10.0.0.2:8427/10.0.0.6/9000/a");
        assertThat(RawPeer.dial(world, "ws://10.0.0.2:8427/10.0.0.7/9000/a").closed())
                .isEqualTo("1013 too many instances");
        second.close(1000, "");
        assertThat(RawPeer.dial(world, "ws://10.0.0.2:8427/10.0.0.7/9000/a").closed()).isEmpty();
        assertThat(small.get().instances()).isEqualTo(2);
    }

    @Test
    void aRegistryThatIsStoppedSaysSoAndBeginsEmptyAgain() {
        RawPeer peer = peer("10.0.0.5/9000/payments");
        registry.stop();
        assertThat(peer.closed()).isEqualTo("1001 leaving");
        registry.start();
        assertThat(registry.get().namespaces()).isEmpty();
        peer("10.0.0.5/9000/payments");
        assertThat(registry.keys("payments")).hasSize(1);
    }

    private RawPeer peer(String announcement) {
        return RawPeer.dial(world, "ws://" + World.REGISTRY + "/" + announcement);
    }
}
