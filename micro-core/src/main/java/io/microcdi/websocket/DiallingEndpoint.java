package io.microcdi.websocket;

import java.util.function.Function;

import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;

import org.jboss.logging.Logger;

import io.microcdi.link.CloseCodes;
import io.microcdi.link.Receiver;
import io.microcdi.link.Transport;

/** The client's side of one session. Public since containers call it by reflection. */
public final class DiallingEndpoint extends Endpoint {

    private static final Logger LOG = Logger.getLogger(DiallingEndpoint.class);

    private final Function<Transport, Receiver> opened;
    private final int maxMessage;
    private final ApplicationContext application;
    private volatile Receiver receiver;

    DiallingEndpoint(Function<Transport, Receiver> opened, int maxMessage,
            ApplicationContext application) {
        this.opened = opened;
        this.maxMessage = maxMessage;
        this.application = application;
    }

    @Override
    public void onOpen(Session session, EndpointConfig config) {
        receiver = SessionReceiver.open(session, maxMessage, opened, application);
    }

    @Override
    public void onClose(Session session, CloseReason reason) {
        SessionReceiver.close(receiver, reason);
    }

    @Override
    public void onError(Session session, Throwable cause) {
        LOG.debugf(cause, "a session failed");
        Receiver current = receiver;
        if (current != null && !session.isOpen()) {
            current.closed(CloseCodes.ABNORMAL, "the socket failed");
        }
    }
}
