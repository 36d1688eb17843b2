package io.microcdi.internal.se;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;

import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerEndpointConfig;

import io.microcdi.config.ConfigKeys;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.concurrent.Timer;
import io.microcdi.internal.standalone.Listener;
import io.microcdi.internal.websocket.Endpoints;
import io.microcdi.internal.websocket.LinkAcceptor;
import io.microcdi.internal.websocket.OriginPolicy;
import io.microcdi.internal.websocket.SessionOptions;

/** A listener that uses Tyrus on Grizzly. It listens on all addresses or on one. */
final class TyrusListener implements Listener {

    private final String host;
    private final int port;
    private final MicroConfig config;
    private GrizzlyServer server;

    /**
     * Makes a listener. It does not listen yet.
     *
     * @param host an address of this machine, or {@link Listener#ALL_ADDRESSES}
     * @param port the port; 0 for any free port
     * @param config the settings of the node or registry
     */
    TyrusListener(String host, int port, MicroConfig config) {
        this.host = host;
        this.port = port;
        this.config = config;
    }

    @Override
    public synchronized int start(LinkAcceptor acceptor, SessionOptions options, Timer timer) throws IOException {
        OriginPolicy origins = new OriginPolicy(config.get(ConfigKeys.ALLOWED_ORIGINS));
        GrizzlyServer starting = new GrizzlyServer(address(), acceptor, origins,
                new HandshakeFilter(config, timer, acceptor),
                Math.min(EndingWriter.GOODBYE_NANOS, config.get(ConfigKeys.DRAIN_TIMEOUT).toNanos()));
        try {
            for (ServerEndpointConfig config : Endpoints.configs(acceptor, "", options, origins)) {
                starting.addEndpoint(config);
            }
            starting.start("/", port);
            server = starting;
            return starting.getPort();
        } catch (DeploymentException | IOException e) {
            starting.stop();
            throw cannotListen(e.getMessage(), e);
        } catch (RuntimeException | Error e) {
            starting.stop();
            throw e;
        }
    }

    private String address() throws IOException {
        try {
            return InetAddress.getByName(host).getHostAddress();
        } catch (UnknownHostException e) {
            throw cannotListen("the host is not known here", e);
        }
    }

    private IOException cannotListen(String reason, Exception cause) {
        return new IOException("cannot listen on " + host + " port " + port + ": " + reason
                + "; the port must be free, and the address one of this machine: set "
                + ConfigKeys.LISTEN_ADDRESS.name() + ", or " + ALL_ADDRESSES + " for all addresses", cause);
    }

    @Override
    public synchronized void stop() {
        if (server != null) {
            server.stop();
            server = null;
        }
    }
}
