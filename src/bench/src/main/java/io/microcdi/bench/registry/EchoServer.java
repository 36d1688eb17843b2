package io.microcdi.bench.registry;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.Map;

import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpointConfig;

import org.glassfish.tyrus.container.grizzly.server.GrizzlyServerContainer;
import org.glassfish.tyrus.spi.ServerContainer;

/** Sends back what comes: the least that anything on this server can do for a message. */
public final class EchoServer extends Endpoint implements AutoCloseable {

    static final String PATH = "/echo";

    private ServerContainer server;

    /** An endpoint, or a server that does not listen yet. */
    public EchoServer() {
        // nothing yet
    }

    int listen() throws IOException, DeploymentException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        server = new GrizzlyServerContainer().createContainer(Map.of());
        server.addEndpoint(ServerEndpointConfig.Builder.create(EchoServer.class, PATH).build());
        server.start("/", port);
        return port;
    }

    @Override
    public void onOpen(Session session, EndpointConfig config) {
        session.addMessageHandler(new MessageHandler.Whole<String>() {
            @Override
            public void onMessage(String message) {
                session.getAsyncRemote().sendText(message);
            }
        });
    }

    @Override
    public void close() {
        server.stop();
    }
}
