package io.microcdi.internal.se;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerEndpointConfig;

import org.glassfish.grizzly.http.server.HttpServer;
import org.glassfish.grizzly.http.server.NetworkListener;
import org.glassfish.grizzly.strategies.SameThreadIOStrategy;
import org.glassfish.tyrus.container.grizzly.server.WebSocketAddOn;
import org.glassfish.tyrus.core.TyrusWebSocketEngine;
import org.glassfish.tyrus.server.TyrusServerContainer;
import org.glassfish.tyrus.spi.WebSocketEngine;

import io.microcdi.internal.concurrent.Steps;
import io.microcdi.internal.websocket.LinkAcceptor;
import io.microcdi.internal.websocket.OriginPolicy;

/**
 * Tyrus on Grizzly, as in Tyrus's own container, with three differences. The reading thread passes messages on, while
 * Tyrus's own container wakes a worker for each message. Frames are unmasked eight bytes at a time.
 * {@link HandshakeFilter} bounds the connections that are not links.
 */
final class GrizzlyServer extends TyrusServerContainer {

    private static final int MAX_HEADER_SIZE = 8 << 10;
    private static final int SHUTDOWN_GRACE_SECONDS = 2;

    private final WebSocketEngine engine;
    private final HttpServer server = new HttpServer();
    private final String host;
    private final HandshakeFilter handshakes;
    private final long goodbyeNanos;
    private NetworkListener listener;

    /**
     * Makes a server that does not listen yet.
     *
     * @param goodbyeNanos how long a stop waits at most for the peers of links that were closed before
     */
    GrizzlyServer(String host, LinkAcceptor acceptor, OriginPolicy origins, HandshakeFilter handshakes,
            long goodbyeNanos) {
        super((Set<Class<?>>) null);
        this.goodbyeNanos = goodbyeNanos;
        this.host = host;
        this.handshakes = handshakes;
        this.engine = new UnmaskingEngine(TyrusWebSocketEngine.builder(this).build(), acceptor, origins,
                handshakes::ending);
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

    /** Starts the server. If the port is 0, it listens on any free port. */
    @Override
    public void start(String rootPath, int port) throws IOException, DeploymentException {
        super.start(rootPath, port);
        listener = new NetworkListener("micro", host, port);
        listener.getTransport().setIOStrategy(SameThreadIOStrategy.getInstance());
        // bounds the first turn of one socket; then it has a size of its own
        listener.getTransport().setReadBufferSize(ReadSize.INITIAL_BYTES);
        listener.getKeepAlive().setIdleTimeoutInSeconds(-1);
        listener.setMaxHttpHeaderSize(MAX_HEADER_SIZE);
        listener.registerAddOn(new WebSocketAddOn(this, rootPath));
        listener.registerAddOn(handshakes);
        server.addListener(listener);
        server.start();
        handshakes.start();
    }

    @Override
    public int getPort() {
        return listener.getPort();
    }

    @Override
    public void stop() {
        // the transport forgets its threads when it stops
        ExecutorService selectors = listener == null ? null : listener.getTransport().getKernelThreadPool();
        Steps.run(handshakes::stop,
                // otherwise the end of the server would reset these connections
                () -> handshakes.goodbyes().await(goodbyeNanos), super::stop, server::shutdownNow, () -> {
                    if (selectors != null) {
                        awaitEnd(selectors);
                    }
                });
    }

    /** The system listens at the port until the selector's thread has closed its selector. */
    private static void awaitEnd(ExecutorService selectors) {
        try {
            selectors.awaitTermination(SHUTDOWN_GRACE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
