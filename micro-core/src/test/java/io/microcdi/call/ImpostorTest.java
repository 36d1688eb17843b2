package io.microcdi.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.testing.RawPeer;
import io.microcdi.testing.TestNode;
import io.microcdi.testing.World;

/** Who dials a node as a service, from that service's address: it gets none of its calls. */
class ImpostorTest {

    private static final String AS_PAYMENTS = "ws://10.0.0.6:9000/10.0.0.5/9000/payments";

    private final World world = new World();
    private final TestNode payments = world.node("payments", "10.0.0.5:9000");
    private final TestNode shop = world.node("shop", "10.0.0.6:9000");

    @BeforeEach
    void start() {
        world.registry();
        payments.route("/who", context -> "payments");
        payments.start();
        shop.route("/open", context -> "open");
        shop.start();
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "?v=1&id=forged&features=metadata" })
    void getsNoCallBeforeTheServiceWasCalled(String extras) {
        RawPeer impostor = RawPeer.dial(world, AS_PAYMENTS + extras);
        int heard = impostor.received().size();
        assertThat(shop.call("payments", "/who")).isCompletedWithValue("payments");
        assertThat(shop.caller().get("payments").request("/who", null, String.class).toCompletableFuture())
                .isCompletedWithValue("payments");
        assertThat(impostor.received()).hasSize(heard);
        assertThat(impostor.ask(1, "/open", "null")).as("it may call").contains("open");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "?v=1&id=forged&features=metadata" })
    void getsNoCallWhenTheLinkToTheServiceIsGone(String extras) {
        assertThat(shop.call("payments", "/who")).isCompletedWithValue("payments");
        RawPeer impostor = RawPeer.dial(world, AS_PAYMENTS + extras);
        int heard = impostor.received().size();
        world.network().unlisten("10.0.0.5:9000");
        world.network().dials("10.0.0.5:9000").forEach(dial -> dial.pipe().cut());
        assertThat(shop.call("payments", "/who")).isCompletedExceptionally();
        assertThat(shop.caller().getAsync("payments", List.of())).isCompletedExceptionally();
        assertThat(impostor.received()).hasSize(heard);
    }
}
