package io.microcdi.internal.health;

import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;

/** The startup check of the node: a registry has registered it at least once. It then stays up. */
@Startup
public class NodeStartup implements HealthCheck {

    @Inject
    private BeanManager beans;

    @Override
    public HealthCheckResponse call() {
        return NodeReadiness.response("startup", beans, node -> node.state().started(), false);
    }
}
