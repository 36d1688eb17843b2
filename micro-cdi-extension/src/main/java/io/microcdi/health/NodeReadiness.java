package io.microcdi.health;

import java.util.function.Supplier;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

import io.microcdi.MicroNode;
import io.microcdi.NodeCounters;

/**
 * Ready is a node that a registry has taken in once since it was started. That a registry is lost later is told, but does
 * not make it unready: links that are open go on working, and a restart would help nobody.
 */
final class NodeReadiness implements HealthCheck {

    static final String NAME = "micro";

    private final Supplier<MicroNode> node;

    NodeReadiness(Supplier<MicroNode> node) {
        this.node = node;
    }

    @Override
    public HealthCheckResponse call() {
        MicroNode current = node.get();
        NodeCounters counters = current.counters();
        HealthCheckResponseBuilder response = HealthCheckResponse.named(NAME).status(current.isReady())
                .withData("namespace", current.namespace()).withData("registry", current.isRegistered())
                .withData("links", counters.links()).withData("in-work", counters.inWork());
        if (!current.key().isEmpty()) {
            response.withData("key", current.key());
        }
        return response.build();
    }
}
