package io.microcdi.registry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.channels.NetworkChannel;
import java.time.Duration;

import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;

import org.apache.tomcat.websocket.WsWebSocketContainer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.microcdi.config.MicroConfig;
import io.microcdi.tls.ClientTls;
import io.microcdi.websocket.ClientContainer;
import io.microcdi.websocket.SessionOptions;
import io.microcdi.websocket.WebSocketDialer;

/** Nodes on Tomcat dial by Tomcat's client: its sockets, as they are while it is connected to Tomcat. */
class TomcatClientIT {

    private static RegistryProcess registry;

    private final KnownSession client = new KnownSession();

    @BeforeAll
    static void start() throws Exception {
        registry = RegistryProcess.start();
    }

    @AfterAll
    static void stop() throws Exception {
        registry.close();
    }

    @AfterEach
    void destroy() {
        client.destroy();
    }

    @Test
    void whatANodeSendsWaitsForNoAcknowledgement() throws Exception {
        new WebSocketDialer(new ClientContainer(() -> client, false), new SessionOptions(1 << 20, true, true, null),
                Duration.ofSeconds(10), ClientTls.of(MicroConfig.defaults()))
                .dial(address(9000), transport -> new Nobody());
        assertThat(client.socket().getOption(StandardSocketOptions.TCP_NODELAY)).isTrue();
    }

    /** Once it does not, what sets the option for it can go. */
    @Test
    void byItselfItLeavesNaglesAlgorithmOn() throws Exception {
        client.connectToServer(new Silent(), ClientEndpointConfig.Builder.create().build(), address(9001));
        assertThat(client.socket().getOption(StandardSocketOptions.TCP_NODELAY)).isFalse();
    }

    private static URI address(int port) {
        return URI.create("ws://127.0.0.1:" + registry.port() + "/127.0.0.1/" + port + "/payments");
    }

    /** Keeps what it gives to whoever dials. */
    private static final class KnownSession extends WsWebSocketContainer {

        private Session session;

        @Override
        public Session connectToServer(Endpoint endpoint, ClientEndpointConfig config, URI path)
                throws DeploymentException {
            session = super.connectToServer(endpoint, config, path);
            return session;
        }

        NetworkChannel socket() throws ReflectiveOperationException {
            return (NetworkChannel) value(value(value(session, "wsRemoteEndpoint"), "channel"), "socketChannel");
        }

        private static Object value(Object object, String name) throws ReflectiveOperationException {
            Field field = object.getClass().getDeclaredField(name);
            field.setAccessible(true);
            return field.get(object);
        }
    }

    private static final class Silent extends Endpoint {

        @Override
        public void onOpen(Session session, EndpointConfig config) {
            // nothing is to be said
        }
    }
}
