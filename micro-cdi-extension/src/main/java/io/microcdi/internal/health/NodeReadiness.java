package io.microcdi.internal.health;

import java.util.Optional;

import jakarta.inject.Inject;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

import io.microcdi.MicroNode;
import io.microcdi.NodeCounters;

/**
 * A node is ready when a registry has taken it in once since it was started, and while its engine can read and write. The
 * loss of a registry is shown, but does not make the node unready: links that are open go on working, and a restart would
 * help nobody.
 */
@Readiness
public class NodeReadiness implements HealthCheck {

    static final String NAME = "micro";

    @Inject
    private MicroNode node;

    @Override
    public HealthCheckResponse call() {
        NodeCounters counters = node.counters();
        Optional<String> problem = node.problem();
        HealthCheckResponseBuilder response = HealthCheckResponse.named(NAME)
                .status(node.isReady() && problem.isEmpty())
                .withData("namespace", node.namespace()).withData("registry", node.isRegistered())
                .withData("links", counters.links()).withData("in-work", counters.inWork());
        String key = node.key();
        if (!key.isEmpty()) {
            response.withData("key", key);
        }
        problem.ifPresent(reason -> response.withData("problem", reason));
        return response.build();
    }
}
