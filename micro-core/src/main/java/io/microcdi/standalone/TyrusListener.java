package io.microcdi.standalone;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;

import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerEndpointConfig;

import org.glassfish.tyrus.container.grizzly.server.GrizzlyServerContainer;
import org.glassfish.tyrus.spi.ServerContainer;

import io.microcdi.websocket.Endpoints;
import io.microcdi.websocket.GrizzlyIoThreads;
import io.microcdi.websocket.LinkAcceptor;
import io.microcdi.websocket.OriginPolicy;
import io.microcdi.websocket.SessionOptions;

/**
 * Listens by Tyrus on Grizzly, which the program adds to its class path. It listens on all addresses; Tyrus knows no
 * other way.
 */
public final class TyrusListener implements Listener {

    private final int port;
    private final OriginPolicy origins;
    private ServerContainer server;

    /**
     * A listener that does not listen yet.
     *
     * @param port 0 for any that is free
     * @param allowedOrigins web pages that may connect
     */
    public TyrusListener(int port, List<String> allowedOrigins) {
        this.port = port;
        this.origins = new OriginPolicy(allowedOrigins);
    }

    @Override
    public synchronized int start(LinkAcceptor acceptor, SessionOptions options) throws IOException {
        int chosen = port != 0 ? port : freePort();
        try {
            ServerContainer container = new GrizzlyServerContainer().createContainer(Map.of());
            for (ServerEndpointConfig config : Endpoints.configs(acceptor, "", options, origins)) {
                container.addEndpoint(config);
            }
            container.start("/", chosen);
            server = container;
            if (options.onIoThreads()) {
                GrizzlyIoThreads.useFor(container);
            }
            return chosen;
        } catch (DeploymentException | IOException e) {
            throw new IOException("cannot listen on port " + chosen + ": " + e.getMessage(), e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public synchronized void stop() {
        if (server != null) {
            server.stop();
            server = null;
        }
    }
}
