package io.microcdi.testing.socket;

import java.io.IOException;

/** A server that completes the WebSocket handshake and then reads nothing, or reads and answers nothing. */
public final class FrozenServer implements AutoCloseable {

    private final RawServer server;

    /** Starts it. */
    public FrozenServer(boolean reads) {
        server = new RawServer(connection -> {
            connection.accept();
            if (reads) {
                connection.drain();
            }
        });
    }

    /** The port. */
    public int port() {
        return server.port();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
