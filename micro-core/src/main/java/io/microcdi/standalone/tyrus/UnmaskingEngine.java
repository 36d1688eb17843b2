package io.microcdi.standalone.tyrus;

import jakarta.websocket.CloseReason;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerEndpointConfig;

import org.glassfish.tyrus.spi.Connection;
import org.glassfish.tyrus.spi.ReadHandler;
import org.glassfish.tyrus.spi.UpgradeRequest;
import org.glassfish.tyrus.spi.UpgradeResponse;
import org.glassfish.tyrus.spi.WebSocketEngine;
import org.glassfish.tyrus.spi.Writer;

/** Has a server of Tyrus read what has no masks any more. */
public final class UnmaskingEngine implements WebSocketEngine {

    private final WebSocketEngine tyrus;

    /** In front of Tyrus' own. */
    public UnmaskingEngine(WebSocketEngine tyrus) {
        this.tyrus = tyrus;
    }

    @Override
    public UpgradeInfo upgrade(UpgradeRequest request, UpgradeResponse response) {
        return new Upgrade(tyrus.upgrade(request, response));
    }

    @Override
    public void register(Class<?> endpoint, String contextPath) throws DeploymentException {
        tyrus.register(endpoint, contextPath);
    }

    @Override
    public void register(ServerEndpointConfig endpoint, String contextPath) throws DeploymentException {
        tyrus.register(endpoint, contextPath);
    }

    private record Upgrade(UpgradeInfo tyrus) implements UpgradeInfo {

        @Override
        public UpgradeStatus getStatus() {
            return tyrus.getStatus();
        }

        @Override
        public Connection createConnection(Writer writer, Connection.CloseListener listener) {
            Connection connection = tyrus.createConnection(writer, listener);
            return new Unmasked(connection, new UnmaskingReader(connection.getReadHandler()));
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
