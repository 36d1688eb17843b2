package io.microcdi.internal.se;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

import jakarta.websocket.CloseReason;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerEndpointConfig;

import org.glassfish.tyrus.core.RequestContext;
import org.glassfish.tyrus.spi.Connection;
import org.glassfish.tyrus.spi.ReadHandler;
import org.glassfish.tyrus.spi.UpgradeRequest;
import org.glassfish.tyrus.spi.UpgradeResponse;
import org.glassfish.tyrus.spi.WebSocketEngine;
import org.glassfish.tyrus.spi.Writer;

import io.microcdi.internal.security.ConnectRefusal;
import io.microcdi.internal.security.ConnectRequest;
import io.microcdi.internal.websocket.LinkAcceptor;
import io.microcdi.internal.websocket.OriginPolicy;

/** Unmasks frames before Tyrus reads them, and refuses handshakes with an invalid announcement. */
public final class UnmaskingEngine implements WebSocketEngine {

    private final WebSocketEngine tyrus;
    private final LinkAcceptor acceptor;
    private final OriginPolicy origins;
    private final UnaryOperator<Writer> writers;

    /**
     * Makes an engine that runs before Tyrus's own.
     *
     * @param writers makes the writer of a connection from that of Grizzly
     */
    UnmaskingEngine(WebSocketEngine tyrus, LinkAcceptor acceptor, OriginPolicy origins,
            UnaryOperator<Writer> writers) {
        this.writers = writers;
        this.tyrus = tyrus;
        this.acceptor = acceptor;
        this.origins = origins;
    }

    @Override
    public UpgradeInfo upgrade(UpgradeRequest request, UpgradeResponse response) {
        URI uri = URI.create(request.getRequestUri());
        String query = uri.getRawQuery() != null ? uri.getRawQuery() : request.getQueryString();
        ConnectRequest facts = facts(request, uri, query);
        boolean handshake = request.getHeader(UpgradeRequest.UPGRADE) != null;
        Optional<ConnectRefusal> refusal = handshake
                ? acceptor.refusal(facts, request.getHeader("Origin"), origins)
                : Optional.empty();
        if (refusal.isPresent()) {
            response.setStatus(refusal.get().status());
            // without a length, the client of a node cannot detect the end of the answer, and does not report its status
            response.getHeaders().put("Content-Length", List.of("0"));
            if (refusal.get().status() == ConnectRefusal.UNAUTHORIZED) {
                response.getHeaders().put("WWW-Authenticate", List.of("Bearer"));
            }
            if (refusal.get().retryAfter() > 0) {
                response.getHeaders().put("Retry-After", List.of(Integer.toString(refusal.get().retryAfter())));
            }
            return Refusal.INSTANCE;
        }
        Upgrade[] upgrade = new Upgrade[1];
        OriginPolicy.<RuntimeException, RuntimeException>run(facts, handshake,
                () -> upgrade[0] = new Upgrade(tyrus.upgrade(request, response), writers));
        return upgrade[0];
    }

    private static ConnectRequest facts(UpgradeRequest request, URI uri, String query) {
        return new ConnectRequest(uri.getRawPath(), query, remote(request),
                ConnectRequest.isProxied(request.getHeaders().keySet()), request.isSecure(), false,
                ConnectRequest.authorization(request::getHeader), null, List.of());
    }

    private static String remote(UpgradeRequest request) {
        return request instanceof RequestContext context ? context.getRemoteAddr() : null;
    }

    @Override
    public void register(Class<?> endpoint, String contextPath) throws DeploymentException {
        tyrus.register(endpoint, contextPath);
    }

    @Override
    public void register(ServerEndpointConfig endpoint, String contextPath) throws DeploymentException {
        tyrus.register(endpoint, contextPath);
    }

    /** A refused handshake. It was answered with a status other than that of an upgrade. */
    private enum Refusal implements UpgradeInfo {
        INSTANCE;

        @Override
        public UpgradeStatus getStatus() {
            return UpgradeStatus.HANDSHAKE_FAILED;
        }

        @Override
        public Connection createConnection(Writer writer, Connection.CloseListener listener) {
            return null;
        }
    }

    private record Upgrade(UpgradeInfo tyrus, UnaryOperator<Writer> writers) implements UpgradeInfo {

        @Override
        public UpgradeStatus getStatus() {
            return tyrus.getStatus();
        }

        @Override
        public Connection createConnection(Writer writer, Connection.CloseListener listener) {
            Writer own = writers.apply(writer);
            Connection connection = tyrus.createConnection(own, listener);
            UnmaskingReader.Ending ending = own instanceof EndingWriter ends ? ends : UnmaskingReader.Ending.NONE;
            return new Unmasked(connection, new UnmaskingReader(connection.getReadHandler(), ending));
        }
    }

    private record Unmasked(Connection tyrus, ReadHandler reader) implements Connection {

        @Override
        public ReadHandler getReadHandler() {
            return reader;
        }

        @Override
        public Writer getWriter() {
            return tyrus.getWriter();
        }

        @Override
        public CloseListener getCloseListener() {
            return tyrus.getCloseListener();
        }

        @Override
        public void close(CloseReason reason) {
            tyrus.close(reason);
        }
    }
}
