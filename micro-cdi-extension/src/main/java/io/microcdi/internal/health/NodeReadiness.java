package io.microcdi.internal.health;

import java.util.Map;

import jakarta.inject.Inject;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

import io.microcdi.MicroNode;

/**
 * The readiness check of the node. The node is ready if a registry has registered it at least once since its start, and
 * its engine can read and write. The check shows the loss of a registry, but stays up: open links go on working, and a
 * restart would not help.
 */
@Readiness
public class NodeReadiness implements HealthCheck {

    @Inject
    private MicroNode node;

    @Override
    public HealthCheckResponse call() {
        return response("readiness", node, node.isReady() && node.problem().isEmpty());
    }

    /**
     * Returns the response of a check.
     *
     * @param kind the first part of the check's name; the second part is the namespace, because a server shows the checks of
     *        all its applications in one list
     */
    static HealthCheckResponse response(String kind, MicroNode node, boolean up) {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("micro-" + kind + ":" + node.namespace())
                .status(up);
        for (Map.Entry<String, Object> entry : node.state().entrySet()) {
            Object value = entry.getValue();
            if (value instanceof Boolean flag) {
                response.withData(entry.getKey(), flag);
            } else if (value instanceof Number number) {
                response.withData(entry.getKey(), number.longValue());
            } else {
                response.withData(entry.getKey(), value.toString());
            }
        }
        return response.build();
    }
}
