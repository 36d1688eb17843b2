package io.microcdi.health;

import jakarta.inject.Inject;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

import io.microcdi.MicroNode;
import io.microcdi.NodeCounters;

/**
 * Ready is a node that a registry has taken in once since it was started. That a registry is lost later is told, but does
 * not make it unready: links that are open go on working, and a restart would help nobody.
 */
@Readiness
public class NodeReadiness implements HealthCheck {

    static final String NAME = "micro";

    @Inject
    private MicroNode node;

    @Override
    public HealthCheckResponse call() {
        NodeCounters counters = node.counters();
        HealthCheckResponseBuilder response = HealthCheckResponse.named(NAME).status(node.isReady())
                .withData("namespace", node.namespace()).withData("registry", node.isRegistered())
                .withData("links", counters.links()).withData("in-work", counters.inWork());
        String key = node.key();
        if (!key.isEmpty()) {
            response.withData("key", key);
        }
        return response.build();
    }
}
