package io.microcdi.standalone;

import java.util.Optional;
import java.util.function.Supplier;

import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;

import io.microcdi.discovery.Directory;
import io.microcdi.json.OwnJson;
import io.microcdi.node.Node;

/** {@code /-/health}, which every node answers (wire, section 4). */
final class HealthRoute {

    private HealthRoute() {
    }

    static void register(Node node, Directory directory, Supplier<Optional<String>> problem) {
        long start = node.environment().timer().nanoTime();
        node.registerOwn("/-/health", context -> {
            double uptime = (node.environment().timer().nanoTime() - start) / 1e9;
            Optional<String> stalled = problem.get();
            JsonObjectBuilder health = Json.createObjectBuilder().add("status", stalled.isEmpty() ? "ok" : "stalled");
            stalled.ifPresent(reason -> health.add("problem", reason));
            return new OwnJson(health.add("registry", directory.isJoined())
                    .add("uptime", uptime).add("namespaces", Json.createArrayBuilder(directory.namespaces())).build()
                    .toString());
        });
    }
}
