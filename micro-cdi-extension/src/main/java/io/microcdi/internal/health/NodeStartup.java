package io.microcdi.internal.health;

import jakarta.inject.Inject;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;

/** The startup check of the node: a registry has registered it at least once. It then stays up. */
@Startup
public class NodeStartup implements HealthCheck {

    @Inject
    private CheckedNode checked;

    @Override
    public HealthCheckResponse call() {
        return NodeReadiness.response("startup", checked, node -> node.state().started(), false);
    }
}
