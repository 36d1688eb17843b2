package io.microcdi.internal.registry.it;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import jakarta.json.JsonObject;

import io.microcdi.testing.socket.NodeSocket;
import io.microcdi.testing.socket.RawConnection;
import io.microcdi.testing.socket.RawServer;
import io.microcdi.testing.support.Json;

/** A node of the second dialect, made by hand: it registers, is dialled once, and answers one request. */
final class Agent implements AutoCloseable {

    private final CompletableFuture<JsonObject> requests = new CompletableFuture<>();
    private final RawServer listening = new RawServer(this::answer);
    private final NodeSocket registered;

    Agent(int registry, String namespace) throws Exception {
        registered = NodeSocket.connect(registry, "/127.0.0.1/" + listening.port());
        registered.send("{\"id\":0,\"mode\":0,\"twoway\":true,\"data\":{\"protocol\":\"ws\",\"cmd\":\"online\","
                + "\"props\":[\"" + namespace + "\"]}}");
        registered.next();
    }

    private void answer(RawConnection dialled) throws IOException {
        dialled.accept();
        JsonObject request = Json.object(dialled.receive());
        requests.complete(request);
        dialled.send("{\"id\":" + request.getInt("id") + ",\"mode\":1,\"data\":{\"status\":200,\"data\":7}}");
    }

    /** The first request, which is answered. */
    JsonObject request() throws Exception {
        return requests.get(60, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws IOException {
        registered.close();
        listening.close();
    }
}
