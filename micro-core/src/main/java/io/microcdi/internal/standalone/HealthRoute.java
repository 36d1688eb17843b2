package io.microcdi.internal.standalone;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.microcdi.config.SecurityMode;
import io.microcdi.internal.discovery.Directory;
import io.microcdi.internal.json.TrustedJson;
import io.microcdi.internal.link.Link;
import io.microcdi.internal.node.LinkRoute;
import io.microcdi.internal.node.Node;
import io.microcdi.internal.security.PeerIdentity;
import io.microcdi.internal.security.RefusalKind;
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
            return new TrustedJson("{\"status\":" + (stalled.isEmpty() ? "\"ok\"" : "\"stalled\"") + problems + open
                    + ",\"registry\":" + directory.isJoined() + ",\"uptime\":" + uptime + ",\"namespaces\":"
                    + visibleNamespaces(node, directory, LinkRoute.linkOf(context)).stream().map(JsonText::quote)
                            .collect(Collectors.joining(",", "[", "]"))
                    + "}");
        });
    }

    /** Returns the known namespaces, for a peer those which it may look up: any visitor of a page may have its token. */
    private static List<String> visibleNamespaces(Node node, Directory directory, @Nullable Link asking) {
        List<String> known = directory.namespaces();
        if (asking == null) {
            return known;
        }
        PeerIdentity identity = asking.peer().identity();
        List<String> visible = known.stream().filter(identity.visible()::contains).toList();
        if (visible.size() == known.size()) {
            return known;
        }
        boolean exempt = node.exemptions().exempt(RefusalKind.RIGHTS, identity, asking.peer()::toString,
                () -> "its token does not allow it to see all namespaces in " + Node.HEALTH);
        return exempt ? known : visible;
    }
}
