package io.microcdi.bench.child;

import java.net.ServerSocket;
import java.util.Map;

import org.glassfish.tyrus.container.grizzly.server.GrizzlyServerContainer;
import org.glassfish.tyrus.spi.ServerContainer;

import io.microcdi.bench.echo.Sending;

/** The raw echo in Java SE, on the server that a node in Java SE has. */
final class TyrusEcho implements AutoCloseable {

    private final ServerContainer server;
    private final int port;

    TyrusEcho() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        server = new GrizzlyServerContainer().createContainer(Map.of());
        for (Sending sending : Sending.values()) {
            server.addEndpoint(sending.config());
        }
        server.start("/", port);
    }

    String address() {
        return "ws://127.0.0.1:" + port;
    }

    @Override
    public void close() {
        server.stop();
    }
}
