package io.microcdi.internal.health;

import java.util.Locale;
import java.util.function.Predicate;
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
    private CheckedNode checked;

    @Override
    public HealthCheckResponse call() {
        return response("readiness", checked, node -> node.isReady() && node.problem().isEmpty(), false);
    }

    /**
     * Returns the response of a check. It builds no node. Servers call the checks already while the application starts, on
     * threads that have no context of it.
     *
     * @param up says whether the node is up
     * @param early whether it is up as long as there is no node
     */
    static HealthCheckResponse response(String kind, CheckedNode checked, Predicate<MicroNode> up, boolean early) {
        MicroNode node = checked.built();
        return node != null ? response(kind, node, up.test(node))
                : HealthCheckResponse.named("micro-" + kind + ":" + checked.provisionalNamespace()).status(early)
                        .withData("namespace", checked.provisionalNamespace()).withData("ready", false)
                        .withData("started", false).build();
    }

    /**
     * Returns the response of a check.
     *
     * @param kind the first part of the check's name; the second part is the namespace, because a server shows the checks of
     *        all its applications in one list
     */
    private static HealthCheckResponse response(String kind, MicroNode node, boolean up) {
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
