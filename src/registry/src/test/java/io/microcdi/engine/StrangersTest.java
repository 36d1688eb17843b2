package io.microcdi.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.microcdi.MicroNode;
import io.microcdi.config.ConfigKeys;
import io.microcdi.error.ConnectFailedException;
import io.microcdi.registry.CallProtocol;
import io.microcdi.testing.LogCapture;
import io.microcdi.testing.socket.NodeSocket;
import io.microcdi.testing.socket.RawSocket;

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
    void noCallGoesToAStrangerThatDialsTheCallerUnderTheNameOfTheService() throws InterruptedException {
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
    void noCallGoesToAStrangerThatDialsTheRegistryWithTheIdOfALivingInstance() throws InterruptedException {
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
        chargeByGateway();
        assertThat(charged).hasValue(2 * CALLS);
        assertThat(strangers).allSatisfy(stranger -> assertThat(stranger.arrived())
                .noneMatch(event -> event.text().contains("/charge") || event.text().contains("/-/registered")));
    }

    @Test
    void noCallGoesToAnAddressThatSomebodyMerelyAnnounces() {
        try (LogCapture audit = new LogCapture("io.microcdi.audit")) {
            for (String host : List.of("169.254.169.254", "10.255.1.2", "%5Bfe80::1%5D", "%5Bfd00:ec2::254%5D",
                    "2852039166",
                    "%5B::ffff:169.254.169.254%5D")) {
                for (String path : List.of("/80", "/80/payments", "/80/payments?v=1&id=a&features=lease,watch")) {
                    assertThatThrownBy(() -> RawSocket.open(cluster.registry().port(), "/" + host + path))
                            .as(host + path).hasMessageContaining("403");
                }
            }
            assertThat(audit.messages()).hasSize(6 * 3).anyMatch(line -> line.contains("169.254.169.254"));
        }
        payments();
        assertThat(cluster.registry().instances()).isEqualTo(1);
        chargeByCaller(caller());
        chargeByGateway();
        assertThat(charged).hasValue(2 * CALLS);
    }

    @Test
    void aHostOutsideOfTheGrammarIsRefusedInEitherDialect() {
        List<String> hosts = List.of("a;b", "a%3Bb", "127.0.0.1;a=b", "a,b", "a%2Cb", "a&b", "a%26b", "a%20b", "a%0Ab",
                "a%00b",
                "a%1Bb", "a%7Fb", "a%E2%80%AEb", "a%FFb", "a+b", "a..b", ".");
        List<String> dialects = List.of("/80", "/80/payments", "/80/payments?v=1&id=a&features=lease,watch");
        // not all pairs, because the audit has a bound for one address
        for (int i = 0; i < hosts.size(); i++) {
            String path = "/" + hosts.get(i) + dialects.get(i % dialects.size());
            try (LogCapture audit = new LogCapture("io.microcdi.audit")) {
                assertThatThrownBy(() -> RawSocket.open(cluster.registry().port(), path)).as(path)
                        .hasMessageContaining("400");
                assertThat(audit.messages()).as(path).singleElement().asString()
                        .contains("Refused (address)", "from 127.0.0.1").matches("\\p{ASCII}*").doesNotContain("\n");
            }
        }
        assertThat(cluster.registry().instances()).isZero();
    }

    /** The other nodes would get a host that nobody can dial. */
    @Test
    void aVisitorIsRegisteredInNeitherDialect() throws InterruptedException {
        for (String host : List.of("x.invalid", "X.Invalid", "a.b.invalid")) {
            try (LogCapture audit = new LogCapture("io.microcdi.audit");
                    NodeSocket first = NodeSocket.connect(cluster.registryUrl() + "/" + host + "/80/payments?v=1&id=a");
                    NodeSocket second = NodeSocket.connect(cluster.registryUrl() + "/" + host + "/80")) {
                second.send("{\"id\":0,\"mode\":0,\"twoway\":true,\"data\":{\"protocol\":\"ws\",\"cmd\":\"online\","
                        + "\"props\":[\"payments\"]}}");
                assertThat(second.receive()).contains("\"status\":400", ".invalid");
                second.send("{\"id\":1,\"mode\":0,\"twoway\":true,\"data\":{\"protocol\":\"ws\",\"cmd\":\"where\","
                        + "\"props\":[\"payments\"]}}");
                assertThat(second.receive()).doesNotContain("invalid");
                assertThat(cluster.registry().instances()).isZero();
                assertThat(first.isClosed()).as("a visitor may ask").isFalse();
                assertThat(audit.messages()).singleElement().asString().contains("Refused (address)",
                        "payments at " + host.toLowerCase(Locale.ROOT) + ":80", "127.0.0.1");
            }
        }
    }

    /** The registry is deceived, or lies. */
    @Test
    @Timeout(120)
    void noCallGoesToAnAddressThatTheCallerMayNotDial() throws Exception {
        payments();
        MicroNode caller = cluster.node(cluster.builder("checkout").set(ConfigKeys.DIAL_RANGES,
                List.of("127.0.0.1", "10.0.0.0/8")));
        caller.start();
        try (ServerSocket inside = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.2"))) {
            for (String dialect : List.of("/payments?v=1&id=a", "/payments", "")) {
                stranger(cluster.registryUrl(), "/127.0.0.2/" + inside.getLocalPort() + dialect);
                if (!dialect.isEmpty()) {
                    // the next one has the same key, and may be found only if this one is gone
                    charge(caller);
                    strangers.get(strangers.size() - 1).leave(1000, "");
                    while (cluster.registry().instances("payments").size() > 1) {
                        Thread.onSpinWait();
                    }
                }
            }
            NodeSocket second = strangers.get(strangers.size() - 1);
            second.send("{\"id\":0,\"mode\":0,\"twoway\":true,\"data\":{\"protocol\":\"ws\",\"cmd\":\"online\","
                    + "\"props\":[\"payments\"]}}");
            second.receive();
            charge(caller);
            assertThat(charged).hasValue(3 * CALLS);
            inside.setSoTimeout(1);
            assertThatThrownBy(inside::accept).as("nobody has dialled").isInstanceOf(SocketTimeoutException.class);
        }
    }

    /** The name is allowed, but not the address that it stands for. */
    @Test
    @Timeout(120)
    void aNameCountsAsTheAddressThatItStandsFor() throws Exception {
        MicroNode caller = cluster.node(cluster.builder("checkout").set(ConfigKeys.DIAL_RANGES, List.of("127.0.0.2")));
        caller.start();
        try (ServerSocket inside = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
            stranger(cluster.registryUrl(), "/localhost/" + inside.getLocalPort() + "/payments");
            while (cluster.registry().instances("payments").isEmpty()) {
                Thread.onSpinWait();
            }
            assertThatThrownBy(() -> caller.caller().call("payments", "/charge", 1, Integer.class))
                    .isInstanceOf(ConnectFailedException.class)
                    .hasMessageContaining("127.0.0.1 is not in micro.security.dial-ranges");
            inside.setSoTimeout(1);
            assertThatThrownBy(inside::accept).as("nobody has dialled").isInstanceOf(SocketTimeoutException.class);
        }
    }

    private void charge(MicroNode caller) {
        for (int i = 0; i < CALLS; i++) {
            caller.caller().call("payments", "/charge", i, Integer.class);
        }
    }

    private void chargeByGateway() {
        for (int i = 0; i < CALLS; i++) {
            assertThat(cluster.registry().forward("payments/charge", "1", Duration.ofSeconds(10), CallProtocol.WS)
                    .join().payload()).isEqualTo("1");
        }
    }

    private void chargeByCaller(MicroNode caller) {
        charge(caller);
        assertThat(charged).hasValue(CALLS);
        for (NodeSocket stranger : strangers) {
            assertThat(stranger.arrived()).noneMatch(event -> event.text().contains("/charge"));
        }
    }

    private void stranger(MicroNode dialled, String path) {
        stranger("ws://" + dialled.key(), path);
    }

    private void stranger(String url, String path) {
        strangers.add(NodeSocket.connect(url + path));
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
