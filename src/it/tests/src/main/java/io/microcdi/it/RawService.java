package io.microcdi.it;

import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import jakarta.json.JsonObject;

import io.microcdi.testing.socket.RawConnection;
import io.microcdi.testing.socket.RawServer;
import io.microcdi.testing.support.Json;

/** A service on a bare server socket of this JVM: either answers each request with its payload, or never reads one. */
final class RawService implements AutoCloseable {
    /** So that the kernel takes little of what a frozen service does not read. */
    private static final int RECEIVE_BUFFER = 8 << 10;
    private static final long HEARTBEAT_SECONDS = 5;

    private final RawServer server;
    private final ScheduledExecutorService heartbeats = Executors.newSingleThreadScheduledExecutor();
    private NodeLink registration;

    private RawService(RawServer server) {
        this.server = server;
    }

    /** One that answers, registered at the registry that is deployed. */
    static RawService answering(String namespace) {
        return new RawService(new RawServer(RawService::serve)).register(namespace);
    }

    /** One that completes the handshake and never reads, registered at the registry that is deployed. */
    static RawService frozen(String namespace) {
        return new RawService(new RawServer(RawConnection::accept, RECEIVE_BUFFER)).register(namespace);
    }

    /** How the registry names it. */
    String key() {
        return "127.0.0.1:" + server.port();
    }

    /** How many links to it have been opened. */
    int links() {
        return server.connections();
    }

    private RawService register(String namespace) {
        registration = NodeLink.open(Server.url(""), "127.0.0.1/" + server.port() + "/" + namespace);
        heartbeats.scheduleAtFixedRate(
                () -> registration.push(
                        "{\"id\":0,\"mode\":0,\"twoway\":false,\"data\":{\"url\":\"/-/heartbeat\",\"data\":{}}}"),
                0, HEARTBEAT_SECONDS, TimeUnit.SECONDS);
        return this;
    }

    private static void serve(RawConnection connection) throws IOException {
        connection.accept();
        for (String text = connection.receive(); text != null; text = connection.receive()) {
            JsonObject frame = Json.object(text);
            if (frame.getInt("mode") == 0 && frame.getBoolean("twoway", false)) {
                connection.send("{\"id\":" + frame.getJsonNumber("id")
                        + ",\"mode\":1,\"data\":{\"status\":200,\"data\":" + frame.getJsonObject("data").get("data")
                        + "}}");
            }
        }
    }

    @Override
    public void close() throws IOException {
        heartbeats.shutdownNow();
        if (registration != null) {
            registration.close();
        }
        server.close();
    }
}
