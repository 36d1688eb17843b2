package io.microcdi.internal.se;

import java.io.IOException;
import java.util.List;

import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerEndpointConfig;

import io.microcdi.internal.standalone.Listener;
import io.microcdi.internal.websocket.Endpoints;
import io.microcdi.internal.websocket.LinkAcceptor;
import io.microcdi.internal.websocket.OriginPolicy;
import io.microcdi.internal.websocket.SessionOptions;

/** A listener that uses Tyrus on Grizzly. It listens on all addresses or on one. */
final class TyrusListener implements Listener {

    private final String host;
    private final int port;
    private final OriginPolicy origins;
    private GrizzlyServer server;

    /**
     * Makes a listener. It does not listen yet.
     *
     * @param host an address of this machine, or {@link Listener#ALL_ADDRESSES}
     * @param port the port; 0 for any free port
     * @param allowedOrigins the origins of web pages that may connect
     */
    TyrusListener(String host, int port, List<String> allowedOrigins) {
        this.host = host;
        this.port = port;
        this.origins = new OriginPolicy(allowedOrigins);
    }

    @Override
    public synchronized int start(LinkAcceptor acceptor, SessionOptions options) throws IOException {
        GrizzlyServer starting = new GrizzlyServer(host, acceptor);
        try {
            for (ServerEndpointConfig config : Endpoints.configs(acceptor, "", options, origins)) {
                starting.addEndpoint(config);
            }
            starting.start("/", port);
            server = starting;
            return starting.getPort();
        } catch (DeploymentException | IOException e) {
            starting.stop();
            throw new IOException("cannot listen on " + host + " port " + port + ": " + e.getMessage(), e);
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
