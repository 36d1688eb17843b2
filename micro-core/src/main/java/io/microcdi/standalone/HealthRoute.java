package io.microcdi.standalone;

import jakarta.json.Json;

import io.microcdi.RawJson;
import io.microcdi.discovery.Directory;
import io.microcdi.node.Node;

/** {@code /-/health}, which every node answers (wire, section 4). */
final class HealthRoute {

    private HealthRoute() {
    }

    static void register(Node node, Directory directory) {
        long start = node.environment().timer().nanoTime();
        node.registerOwn("/-/health", context -> {
            double uptime = (node.environment().timer().nanoTime() - start) / 1e9;
            return new RawJson(Json.createObjectBuilder().add("status", "ok").add("registry", directory.isJoined())
                    .add("uptime", uptime).add("namespaces", Json.createArrayBuilder(directory.namespaces())).build()
                    .toString());
        });
    }
}
