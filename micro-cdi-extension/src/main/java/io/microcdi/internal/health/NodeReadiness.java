package io.microcdi.internal.health;

import java.util.Locale;
import java.util.Optional;

import jakarta.inject.Inject;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

import io.microcdi.MicroNode;
import io.microcdi.NodeCounters;

/**
 * The readiness check of the node. The node is ready if a registry has registered it at least once since its start, and
 * its engine can read and write. The check shows the loss of a registry, but stays up: open links go on working, and a
 * restart would not help.
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
                .withData("links", counters.links()).withData("in-work", counters.inWork())
                .withData("security", node.securityMode().name().toLowerCase(Locale.ROOT));
        String key = node.key();
        if (!key.isEmpty()) {
            response.withData("key", key);
        }
        problem.ifPresent(reason -> response.withData("problem", reason));
        return response.build();
    }
}
