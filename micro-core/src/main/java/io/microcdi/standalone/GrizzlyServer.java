package io.microcdi.standalone;

import java.io.IOException;
import java.util.Map;
import java.util.Set;

import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerEndpointConfig;

import org.glassfish.grizzly.http.server.HttpServer;
import org.glassfish.grizzly.http.server.NetworkListener;
import org.glassfish.grizzly.strategies.SameThreadIOStrategy;
import org.glassfish.grizzly.strategies.WorkerThreadIOStrategy;
import org.glassfish.tyrus.container.grizzly.server.WebSocketAddOn;
import org.glassfish.tyrus.core.TyrusWebSocketEngine;
import org.glassfish.tyrus.server.TyrusServerContainer;
import org.glassfish.tyrus.spi.WebSocketEngine;

import io.microcdi.websocket.SessionOptions;
import io.microcdi.websocket.UnmaskingEngine;

/**
 * Tyrus on Grizzly, as Tyrus' own container has it, but for two things: it may tell of what it has read on the thread that read it,
 * where that one wakes a worker for each message, and it takes the masks off faster.
 */
final class GrizzlyServer extends TyrusServerContainer {

    private static final String ALL_ADDRESSES = "0.0.0.0";

    private final SessionOptions options;
    private final WebSocketEngine engine;
    private final HttpServer server = new HttpServer();
    private NetworkListener listener;

    GrizzlyServer(SessionOptions options) {
        super((Set<Class<?>>) null);
        this.options = options;
        WebSocketEngine tyrus = TyrusWebSocketEngine.builder(this).build();
        this.engine = options.ownFrames() ? new UnmaskingEngine(tyrus) : tyrus;
    }

    @Override
    public void register(Class<?> endpoint) throws DeploymentException {
        engine.register(endpoint, "/");
    }

    @Override
    public void register(ServerEndpointConfig endpoint) throws DeploymentException {
        engine.register(endpoint, "/");
    }

    @Override
    public WebSocketEngine getWebSocketEngine() {
        return engine;
    }

    @Override
    public Map<String, Object> getProperties() {
        return Map.of();
    }

    /** With 0 as the port, on any that is free. */
    @Override
    public void start(String rootPath, int port) throws IOException, DeploymentException {
        super.start(rootPath, port);
        listener = new NetworkListener("micro", ALL_ADDRESSES, port);
        listener.getTransport().setIOStrategy(
                options.onIoThreads() ? SameThreadIOStrategy.getInstance() : WorkerThreadIOStrategy.getInstance());
        listener.getKeepAlive().setIdleTimeoutInSeconds(-1);
        listener.registerAddOn(new WebSocketAddOn(this, rootPath));
        server.addListener(listener);
        server.start();
    }

    @Override
    public int getPort() {
        return listener.getPort();
    }

    @Override
    public void stop() {
        super.stop();
        server.shutdownNow();
    }
}
