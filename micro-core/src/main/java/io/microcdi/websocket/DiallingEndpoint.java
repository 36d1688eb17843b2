package io.microcdi.websocket;

import java.util.function.Function;

import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;

import io.microcdi.link.Receiver;
import io.microcdi.link.Transport;

/** The client's side of one session. Public since containers call it by reflection. */
public final class DiallingEndpoint extends Endpoint {

    private final Function<Transport, Receiver> opened;
    private final SessionOptions options;
    private final ApplicationContext application;
    private final SessionReceiver receiver = new SessionReceiver();

    DiallingEndpoint(Function<Transport, Receiver> opened, SessionOptions options, ApplicationContext application) {
        this.opened = opened;
        this.options = options;
        this.application = application;
    }

    @Override
    public void onOpen(Session session, EndpointConfig config) {
        TomcatSession.sendAtOnce(session);
        if (options.onIoThreads()) {
            GrizzlyIoThreads.use(session);
        }
        receiver.open(session, options, opened, application);
    }

    @Override
    public void onClose(Session session, CloseReason reason) {
        receiver.closed(reason);
    }

    @Override
    public void onError(Session session, Throwable cause) {
        receiver.failed(session, cause);
    }
}
