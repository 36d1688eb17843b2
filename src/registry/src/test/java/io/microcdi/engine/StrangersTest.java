package io.microcdi.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.microcdi.MicroNode;
import io.microcdi.registry.CallProtocol;
import io.microcdi.testing.socket.NodeSocket;

/** Nobody receives the calls to a service by a name or an address that it merely claims. */
class StrangersTest {

    private static final int CALLS = 600;

    private final Cluster cluster = new Cluster();
    private final AtomicInteger charged = new AtomicInteger();
    private final List<NodeSocket> strangers = new ArrayList<>();

    @BeforeEach
    void start() {
        cluster.startRegistry();
    }

    @AfterEach
    void stop() {
        strangers.forEach(NodeSocket::close);
        cluster.close();
    }

    @Test
    void noCallGoesToWhoeverDialsTheCallerUnderTheNameOfTheService() throws InterruptedException {
        MicroNode payments = payments();
        MicroNode caller = caller();
        String claimed = "/" + payments.key().replace(':', '/');
        String id = idOf("payments");
        stranger(caller, claimed + "/payments?v=1&id=" + id + "&features=batch,binary");
        stranger(caller, claimed + "/payments?v=1&id=00000000-0000-0000-0000-000000000000");
        stranger(caller, claimed + "/payments");
        stranger(caller, claimed);
        chargeByCaller(caller);
    }

    @Test
    void noCallGoesToWhoeverDialsTheRegistryWithTheIdOfALivingInstance() throws InterruptedException {
        MicroNode payments = payments();
        String id = idOf("payments");
        String claimed = "/" + payments.key().replace(':', '/') + "/payments?v=1&id=" + id
                + "&features=batch,binary,lease,watch&dial=99";
        for (int i = 0; i < 20; i++) {
            NodeSocket stranger = NodeSocket.connect(cluster.registryUrl() + claimed);
            strangers.add(stranger);
            stranger.send("{\"id\":0,\"mode\":0,\"twoway\":false,\"data\":{\"url\":\"/-/lease\",\"data\":"
                    + "{\"proof\":\"" + id + "\"}}}");
        }
        NodeSocket last = strangers.get(strangers.size() - 1);
        assertThat(last.closeCode()).as("the instance has answered a ping").isEqualTo(1008);
        chargeByCaller(caller());
        for (int i = 0; i < CALLS; i++) {
            assertThat(cluster.registry().forward("payments/charge", "1", Duration.ofSeconds(10), CallProtocol.WS)
                    .join().payload()).isEqualTo("1");
        }
        assertThat(charged).hasValue(2 * CALLS);
        assertThat(strangers).allSatisfy(stranger -> assertThat(stranger.arrived())
                .noneMatch(event -> event.text().contains("/charge") || event.text().contains("/-/registered")));
    }

    private void chargeByCaller(MicroNode caller) {
        for (int i = 0; i < CALLS; i++) {
            caller.caller().call("payments", "/charge", i, Integer.class);
        }
        assertThat(charged).hasValue(CALLS);
        for (NodeSocket stranger : strangers) {
            assertThat(stranger.arrived()).noneMatch(event -> event.text().contains("/charge"));
        }
    }

    private void stranger(MicroNode dialled, String path) {
        strangers.add(NodeSocket.connect("ws://" + dialled.key() + path));
    }

    /** Asks the registry, which tells it to everybody. */
    private String idOf(String namespace) throws InterruptedException {
        try (NodeSocket asking = NodeSocket.connect(cluster.registryUrl() + "/asking.invalid/1/asking?v=1&id=a")) {
            asking.receive();
            asking.send("{\"id\":0,\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"/-/find\",\"data\":{\"namespace\":\""
                    + namespace + "\"}}}");
            return asking.next().getJsonObject("data").getJsonObject("data").getString("id");
        }
    }

    private MicroNode payments() {
        MicroNode node = cluster.node("payments");
        node.register("/charge", context -> {
            charged.incrementAndGet();
            return context.payload(Integer.class);
        });
        node.start();
        return node;
    }

    private MicroNode caller() {
        MicroNode node = cluster.node("checkout");
        node.start();
        return node;
    }
}
