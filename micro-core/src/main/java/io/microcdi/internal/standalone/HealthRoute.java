package io.microcdi.internal.standalone;

import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.microcdi.config.SecurityMode;
import io.microcdi.internal.discovery.Directory;
import io.microcdi.internal.json.OwnJson;
import io.microcdi.internal.node.Node;
import io.microcdi.internal.wire.JsonText;

/** Answers {@code /-/health}, which every node serves (wire, Routes that every node has). */
final class HealthRoute {

    private HealthRoute() {
    }

    static void register(Node node, Directory directory, Supplier<Optional<String>> problem) {
        long start = node.environment().timer().nanoTime();
        node.registerOwn(Node.HEALTH, context -> {
            double uptime = (node.environment().timer().nanoTime() - start) / 1e9;
            Optional<String> stalled = problem.get();
            String problems = stalled.map(reason -> ",\"problem\":" + JsonText.quote(reason)).orElse("");
            SecurityMode mode = node.policy().mode();
            // only the weaker modes are shown
            String open = mode == SecurityMode.OFF ? ",\"security\":\"off\""
                    : mode == SecurityMode.PERMISSIVE ? ",\"security\":\"permissive\"" : "";
            return new OwnJson("{\"status\":" + (stalled.isEmpty() ? "\"ok\"" : "\"stalled\"") + problems + open
                    + ",\"registry\":" + directory.isJoined() + ",\"uptime\":" + uptime + ",\"namespaces\":"
                    + directory.namespaces().stream().map(JsonText::quote).collect(Collectors.joining(",", "[", "]"))
                    + "}");
        });
    }
}
