package io.microcdi.internal.cdi;

import java.util.Optional;
import java.util.concurrent.ThreadFactory;

import javax.net.ssl.SSLContext;

import jakarta.json.bind.Jsonb;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;

import io.microcdi.RouteHandler;
import io.microcdi.config.MicroConfig;
import io.microcdi.internal.cdi.route.RouteMethod;
import io.microcdi.internal.route.RouteSpec;
import io.microcdi.internal.standalone.EngineNode;
import io.microcdi.internal.standalone.Observers;
import io.microcdi.internal.tls.ClientTls;
import io.microcdi.internal.websocket.Endpoints;
import io.microcdi.internal.websocket.LinkAcceptor;
import io.microcdi.internal.websocket.OriginPolicy;

/** Builds a node of the engine. No other class of the extension does so. */
final class EngineNodes {

    private EngineNodes() {
    }

    static EngineNode build(String namespace, MicroConfig config, AdvertisedAddress address, Jsonb jsonb,
            ThreadFactory threads, Optional<SSLContext> tls, Observers observers, ClassLoader loader) {
        ClientTls client = tls.map(context -> ClientTls.of(context, config)).orElseGet(() -> ClientTls.of(config));
        return EngineNode.inServer(namespace, config, jsonb, threads, client, observers, address, loader);
    }

    static void register(EngineNode node, RouteMethod route, RouteHandler handler) {
        node.register(new RouteSpec(route.path().pattern(), route.idempotent(), route.inline(),
                route.maxConcurrent(), route.access()), handler);
    }

    /**
     * Installs the endpoints of the node under a context path of a server.
     *
     * @param acceptor accepts the links: the node itself, or an acceptor that chooses between the node and a registry
     */
    static void install(EngineNode node, LinkAcceptor acceptor, OriginPolicy origins, ServerContainer container,
            String contextPath) throws DeploymentException {
        Endpoints.install(container, acceptor, contextPath, node.sessionOptions(), origins);
    }
}
