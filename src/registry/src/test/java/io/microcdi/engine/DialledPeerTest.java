package io.microcdi.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.SecurityMode;
import io.microcdi.internal.registry.EngineRegistry;
import io.microcdi.registry.CallProtocol;
import io.microcdi.registry.MicroRegistry;
import io.microcdi.registry.ProxyAnswer;
import io.microcdi.testing.LogCapture;
import io.microcdi.testing.socket.NodeSocket;
import io.microcdi.testing.socket.RawConnection;
import io.microcdi.testing.socket.RawServer;
import io.microcdi.testing.socket.RawSocket;

/** The rights of a registered instance that the registry dials, and the address at which it is dialled. */
@Timeout(120)
class DialledPeerTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final Cluster cluster = new Cluster();
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

    @BeforeEach
    void start() {
        cluster.startRegistry();
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    /** Its own link has proved one namespace at most; the link on which it is called has proved nothing. */
    @Test
    void whomTheRegistryDialsRegistersAndSeesNothingOnThatLink() throws Exception {
        try (LogCapture lines = new LogCapture("io.microcdi.audit");
                RawServer audit = new RawServer(this::claim);
                NodeSocket victim = register("127.0.0.1/9000", "orders");
                NodeSocket own = register("127.0.0.1/" + audit.port(), "audit")) {
            assertThat(cluster.registry().forward("audit/x", "{}", TIMEOUT, CallProtocol.WS).join().payload())
                    .isEqualTo("7");
            assertThat(next()).contains("\"status\":403");
            assertThat(next()).contains("\"status\":403").doesNotContain("9000");
            assertThat(next()).doesNotContain("9000");
            assertThat(next()).doesNotContain("9000");
            assertThat(cluster.registry().namespaces()).extracting("name").containsExactly("audit", "orders");
            assertThat(victim.isClosed() || own.isClosed()).isFalse();
            assertThat(lines.messages())
                    .filteredOn(line -> line.contains("a registry takes no commands over this link"))
                    .as("one for each command").hasSize(2);
        }
    }

    private void claim(RawConnection dialled) throws IOException {
        dialled.accept();
        int id = Integer.parseInt(dialled.receive().replaceAll("(?s).*\"id\":(\\d+).*", "$1"));
        ask(dialled, command(1, "online", "payments"));
        ask(dialled, command(2, "where", "orders"));
        ask(dialled, request(3, "/-/find"));
        ask(dialled, request(4, "/-/watch"));
        dialled.send("{\"id\":" + id + ",\"mode\":1,\"data\":{\"status\":200,\"data\":7}}");
        dialled.receive();
    }

    private void ask(RawConnection dialled, String request) throws IOException {
        dialled.send(request);
        answers.add(dialled.receive());
    }

    private String next() throws InterruptedException {
        return answers.poll(30, TimeUnit.SECONDS);
    }

    /** The agent came from 127.0.0.1. The registry did not compare the address of its name when it registered. */
    @Test
    void theGatewayDialsAnAgentOnlyWhereItCameFrom() throws Exception {
        String name = InetAddress.getLocalHost().getHostName();
        assumeThat(name).as("a name of this machine").doesNotStartWith("localhost");
        InetAddress address = InetAddress.getByName(name);
        try (ServerSocket inside = new ServerSocket(0, 50, address);
                NodeSocket agent = register(name + "/" + inside.getLocalPort(), "agents");
                LogCapture audit = new LogCapture("io.microcdi.audit")) {
            assertThat(cluster.registry().forward("agents/x", "{}", TIMEOUT, CallProtocol.WS).join().outcome())
                    .isEqualTo(ProxyAnswer.Outcome.NO_INSTANCE);
            assertThat(audit.messages()).hasSize(1).first().asString().contains("is not dialled",
                    "is not the address 127.0.0.1 from which it has registered");
            assertThatNobodyHasDialled(inside);
            assertThat(agent.isClosed()).isFalse();
        }
    }

    /**
     * A handshake from another address fails, and announces the same. Nothing tells from which of the two addresses the link
     * comes, so that no address is that of the agent.
     */
    @Test
    void anAgentThatMayHaveComeFromTwoAddressesIsNotDialled() throws Exception {
        InetAddress own = NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress()).findFirst()
                .orElse(null);
        assumeThat(own).as("an address of this machine that is not loopback").isNotNull();
        try (ServerSocket inside = new ServerSocket(0, 50, own)) {
            String address = own.getHostAddress() + "/" + inside.getLocalPort();
            failedHandshake("127.0.0.2", "/" + address);
            try (NodeSocket agent = register(address, "agents");
                    LogCapture audit = new LogCapture("io.microcdi.audit")) {
                assertThat(cluster.registry().forward("agents/x", "{}", TIMEOUT, CallProtocol.WS).join().outcome())
                        .isEqualTo(ProxyAnswer.Outcome.NO_INSTANCE);
                assertThat(audit.messages()).hasSize(1).first().asString().contains("is not dialled",
                        "it has registered from several addresses", "micro.security.announce-ranges");
                assertThatNobodyHasDialled(inside);
                assertThat(agent.isClosed()).isFalse();
            }
        }
    }

    /** Sends a handshake that the registry admits, and that the server refuses because it has no key. */
    private void failedHandshake(String from, String path) throws IOException {
        try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), cluster.registry().port(),
                InetAddress.getByName(from), 0)) {
            socket.setSoTimeout((int) TIMEOUT.toMillis());
            socket.getOutputStream().write(("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\n"
                    + "Upgrade: websocket\r\nSec-WebSocket-Version: 99\r\nSec-WebSocket-Key:"
                    + " dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            assertThat(new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine()).contains(" 4");
        }
    }

    /** The address from which it came is that of the proxy. */
    @Test
    void anAgentBehindAProxyIsNotDialledOnTheMachineOfTheProxy() throws Exception {
        EngineRegistry registry = (EngineRegistry) MicroRegistry.builder().listen("127.0.0.1", 0)
                .set(ConfigKeys.SECURITY_MODE, SecurityMode.PERMISSIVE).build();
        registry.start();
        try (ServerSocket inside = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
                RawSocket agent = RawSocket.handshake(registry.port(), "/127.0.0.1/" + inside.getLocalPort(),
                        "X-Forwarded-For: 10.0.0.9\r\n");
                LogCapture audit = new LogCapture("io.microcdi.audit")) {
            agent.text(command(0, "online", "agents"));
            assertThat(agent.nextText()).contains("\"status\":200");
            assertThat(registry.forward("agents/x", "{}", TIMEOUT, CallProtocol.WS).join().outcome())
                    .isEqualTo(ProxyAnswer.Outcome.NO_INSTANCE);
            assertThat(audit.messages()).filteredOn(line -> line.contains("is not dialled")).singleElement().asString()
                    .contains("it has registered from the proxy 127.0.0.1", "micro.security.announce-ranges");
            assertThatNobodyHasDialled(inside);
        } finally {
            registry.stop();
        }
    }

    private static void assertThatNobodyHasDialled(ServerSocket inside) throws IOException {
        inside.setSoTimeout(1);
        assertThatThrownBy(inside::accept).isInstanceOf(SocketTimeoutException.class);
    }

    /** Such an agent reads no token, and could not be called where none may be sent. */
    @Test
    void anAgentIsDialledWithoutTheTokenOfTheRegistry() throws Exception {
        EngineRegistry registry = (EngineRegistry) MicroRegistry.builder().listen("127.0.0.1", 0)
                .set(ConfigKeys.SECURITY_SECRET, List.of("a secret of the tests")).build();
        try (RawServer agents = new RawServer(dialled -> {
            answers.add(dialled.head());
            dialled.accept();
            dialled.receive();
        });
                NodeSocket agent = NodeSocket.connect(registryPort(registry), "/127.0.0.1/" + agents.port())) {
            agent.send(command(0, "online", "agents"));
            agent.receive();
            CompletableFuture<ProxyAnswer> unanswered = registry.forward("agents/x", "{}", TIMEOUT, CallProtocol.WS);
            assertThat(next()).containsIgnoringCase("upgrade: websocket").doesNotContainIgnoringCase("authorization");
            unanswered.cancel(true);
        } finally {
            registry.stop();
        }
    }

    private static int registryPort(EngineRegistry registry) {
        registry.start();
        return registry.port();
    }

    private NodeSocket register(String address, String namespace) throws InterruptedException {
        NodeSocket agent = NodeSocket.connect(cluster.registryUrl() + "/" + address);
        agent.send(command(0, "online", namespace));
        assertThat(agent.receive()).contains("\"status\":200");
        return agent;
    }

    private static String command(int id, String cmd, String namespace) {
        return "{\"id\":" + id + ",\"mode\":0,\"twoway\":true,\"data\":{\"protocol\":\"ws\",\"cmd\":\"" + cmd
                + "\",\"props\":[\"" + namespace + "\"]}}";
    }

    private static String request(int id, String url) {
        return "{\"id\":" + id + ",\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"" + url
                + "\",\"data\":{\"namespace\":\"orders\"}}}";
    }
}
