package io.microcdi.internal.health;

import java.util.Locale;
import java.util.stream.Collectors;

import jakarta.inject.Inject;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

import io.microcdi.MicroNode;
import io.microcdi.NodeState;

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
        NodeState state = node.state();
        HealthCheckResponseBuilder response = HealthCheckResponse.named("micro-" + kind + ":" + state.namespace())
                .status(up).withData("namespace", state.namespace()).withData("key", state.key())
                .withData("ready", state.ready()).withData("started", state.started())
                .withData("registry", state.registered())
                .withData("security", state.security().name().toLowerCase(Locale.ROOT))
                .withData("links", state.links()).withData("in-work", state.inWork())
                .withData("queued", state.queued()).withData("in-flight", state.inFlight())
                .withData("ejected", state.ejected().values().stream().mapToInt(Integer::intValue).sum());
        text(response, "registries", state.registries().entrySet().stream()
                .map(registry -> registry.getKey() + (registry.getValue() ? " registered" : " not registered"))
                .collect(Collectors.joining(", ")));
        text(response, "ejected-from", String.join(", ", state.ejected().keySet()));
        text(response, "problem", state.problem().orElse(""));
        return response.build();
    }

    private static void text(HealthCheckResponseBuilder response, String name, String value) {
        if (!value.isEmpty()) {
            response.withData(name, value);
        }
    }
}
