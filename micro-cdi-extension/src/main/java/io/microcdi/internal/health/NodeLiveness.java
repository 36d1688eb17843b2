package io.microcdi.internal.health;

import jakarta.inject.Inject;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** The liveness check of the node: its engine reads its links, and its timer runs. A registry is not needed for that. */
@Liveness
public class NodeLiveness implements HealthCheck {

    @Inject
    private CheckedNode checked;

    @Override
    public HealthCheckResponse call() {
        return NodeReadiness.response("liveness", checked, node -> node.problem().isEmpty(), true);
    }
}
