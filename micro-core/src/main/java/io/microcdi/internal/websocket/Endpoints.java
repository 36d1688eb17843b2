package io.microcdi.internal.websocket;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

import jakarta.websocket.DeploymentException;
import jakarta.websocket.Extension;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;

import io.microcdi.internal.security.ConnectRequest;

/** The endpoints at which a node accepts links. There is one for each possible number of segments of a connect path. */
public final class Endpoints {

    private static final int MIN_SEGMENTS = 2;

    private Endpoints() {
    }

    /**
     * Adds the endpoints to a server.
     *
     * @param contextPath the part of a request URI before the connect path; empty for none
     * @param options the options of sessions
     * @throws DeploymentException if the server refuses the endpoints, as some servers do after the deployment
     */
    public static void install(ServerContainer server, LinkAcceptor acceptor, String contextPath,
            SessionOptions options, OriginPolicy origins) throws DeploymentException {
        for (ServerEndpointConfig config : configs(acceptor, contextPath, options, origins)) {
            server.addEndpoint(config);
        }
    }

    /** Returns the configurations of the endpoints, for a server that takes them before it starts. */
    public static List<ServerEndpointConfig> configs(LinkAcceptor acceptor, String contextPath, SessionOptions options,
            OriginPolicy origins) {
        List<ServerEndpointConfig> configs = new ArrayList<>();
        StringBuilder template = new StringBuilder();
        for (int segments = 1; segments <= acceptor.maxSegments(); segments++) {
            template.append("/{s").append(segments).append('}');
            if (segments >= MIN_SEGMENTS) {
                configs.add(ServerEndpointConfig.Builder.create(AcceptingEndpoint.class, template.toString())
                        .subprotocols(List.of(ConnectRequest.SUBPROTOCOL))
                        .configurator(new Configurator(acceptor, contextPath, options, origins)).build());
            }
        }
        return configs;
    }

    /** Returns the part of a raw path below the context path. */
    static String below(String contextPath, String path) {
        return path.startsWith(contextPath) ? path.substring(contextPath.length()) : path;
    }

    /** Makes endpoints that lead to one node, and checks origins. */
    private static final class Configurator extends ServerEndpointConfig.Configurator {

        private final LinkAcceptor acceptor;
        private final String contextPath;
        private final SessionOptions options;
        private final OriginPolicy origins;
        private final ApplicationContext application = ApplicationContext.current();

        Configurator(LinkAcceptor acceptor, String contextPath, SessionOptions options, OriginPolicy origins) {
            this.acceptor = acceptor;
            this.contextPath = contextPath;
            this.options = options;
            this.origins = origins;
        }

        @Override
        public <T> T getEndpointInstance(Class<T> type) {
            return type.cast(new AcceptingEndpoint(acceptor, contextPath, options, application));
        }

        /**
         * Refuses a handshake with a forbidden origin or an invalid announcement. Both are checked here, because most
         * servers can no longer refuse a handshake after this step.
         */
        @Override
        public boolean checkOrigin(String origin) {
            ConnectRequest request = OriginPolicy.current();
            if (!origins.permits(origin)) {
                acceptor.refusedOrigin(request == null ? ConnectRequest.of(contextPath, null) : request, origin);
                return false;
            }
            return request == null || OriginPolicy.isDecided() || isAdmitted(request);
        }

        private boolean isAdmitted(ConnectRequest request) {
            return acceptor.refusal(request.withPath(below(contextPath, request.path()))).isEmpty();
        }

        /**
         * Decides about a handshake about which no filter has reported the facts. The remote address is not known here, so
         * that the peer does not count as one of this machine.
         */
        @Override
        public void modifyHandshake(ServerEndpointConfig config, HandshakeRequest request,
                HandshakeResponse response) {
            if (OriginPolicy.current() == null) {
                URI uri = request.getRequestURI();
                ConnectRequest facts = new ConnectRequest(uri.getRawPath(),
                        uri.getRawQuery() != null ? uri.getRawQuery() : request.getQueryString(), null, false, false,
                        false, ConnectRequest.authorization(name -> first(request.getHeaders().get(name))),
                        request.getUserPrincipal(), request::isUserInRole, List.of());
                if (!isAdmitted(facts)) {
                    throw new IllegalStateException("the handshake is refused");
                }
            }
        }

        private static String first(List<String> values) {
            return values == null || values.isEmpty() ? null : values.get(0);
        }

        /**
         * Returns no extensions. With compression, which Node.js always offers, Tomcat transfers only a tenth of the
         * small messages in the same time.
         */
        @Override
        public List<Extension> getNegotiatedExtensions(List<Extension> installed, List<Extension> requested) {
            return List.of();
        }
    }
}
