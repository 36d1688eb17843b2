package io.microcdi.internal.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.node.PeerAddress;
import io.microcdi.testing.RawPeer;
import io.microcdi.testing.TestNode;
import io.microcdi.testing.World;

/** Which instance a call goes to. */
class InstanceChoiceTest {

    private static final String PAYMENTS = "10.0.1.0:9000";

    private final World world = new World();

    /** A call that comes to it when the link has closed dials it: with TLS, and no instance but that one. */
    @Test
    void anInstanceThatIsKnownByItsLinkOnlyKeepsItsSchemeAndItsId() {
        RawPeer payments = RawPeer.listen(world, PAYMENTS);
        TestNode checkout = world.node("checkout", "10.0.0.6:9000").listen();
        PeerAddress listed = new PeerAddress("payments", InstanceKey.parse(PAYMENTS), "wss", true, false, "b");
        CompletableFuture<Link> dial = checkout.node().dial(listed);
        payments.send("{\"id\":0,\"mode\":0,\"twoway\":false,\"data\":{\"url\":\"/-/hello\",\"data\":{\"v\":1,"
                + "\"id\":\"b\",\"namespace\":\"payments\",\"features\":[],\"maxMessage\":5000,\"path\":\"\","
                + "\"scheme\":\"wss\",\"idempotent\":[]}}}");
        assertThat(dial).isCompleted();
        assertThat(checkout.caller().choice().anyOpen("payments")).isEqualTo(listed);
    }

    @Test
    void anInstanceThatSaysNoHelloIsKnownByItsLinkTooAndHasNoId() {
        RawPeer.listen(world, PAYMENTS);
        TestNode checkout = world.node("checkout", "10.0.0.6:9000").listen();
        PeerAddress listed = new PeerAddress("payments", InstanceKey.parse(PAYMENTS), "ws", false);
        assertThat(checkout.node().dial(listed)).isCompleted();
        assertThat(checkout.caller().choice().anyOpen("payments")).isEqualTo(listed);
    }
}
