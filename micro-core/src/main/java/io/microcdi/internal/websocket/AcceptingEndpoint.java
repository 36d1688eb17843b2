package io.microcdi.internal.websocket;

import java.net.URI;
import java.util.function.Function;

import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;

import io.microcdi.internal.link.Receiver;
import io.microcdi.internal.link.Transport;

/**
 * The server's side of a session. The container makes one for each connection. The class is public because containers
 * call it by reflection.
 */
public final class AcceptingEndpoint extends Endpoint {

    private final LinkAcceptor acceptor;
    private final String contextPath;
    private final SessionOptions options;
    private final ApplicationContext application;
    private final SessionReceiver receiver = new SessionReceiver();

    AcceptingEndpoint(LinkAcceptor acceptor, String contextPath, SessionOptions options,
            ApplicationContext application) {
        this.acceptor = acceptor;
        this.contextPath = contextPath;
        this.options = options;
        this.application = application;
    }

    @Override
    public void onOpen(Session session, EndpointConfig config) {
        // do not use the parameters of the path template: one server loses the first, another mixes the query into them
        URI uri = session.getRequestURI();
        String below = Endpoints.below(contextPath, uri.getRawPath());
        Function<Transport, Receiver> opened = transport -> acceptor.accept(transport, below, query(session, uri));
        receiver.open(session, acceptor.sessionOptions(below, options), opened, application);
    }

    private static String query(Session session, URI uri) {
        return uri.getRawQuery() != null ? uri.getRawQuery() : session.getQueryString();
    }

    @Override
    public void onClose(Session session, CloseReason reason) {
        application.runReading(() -> receiver.closed(reason));
    }

    @Override
    public void onError(Session session, Throwable cause) {
        application.runReading(() -> receiver.failed(session, cause));
    }
}
