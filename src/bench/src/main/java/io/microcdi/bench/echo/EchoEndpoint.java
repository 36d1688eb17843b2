package io.microcdi.bench.echo;

import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;

/** Sends back what comes. */
public final class EchoEndpoint extends Endpoint {

    /** Where it is, below the application's path. */
    public static final String PATH = "/raw-echo";

    static final int MAX_MESSAGE = 16 << 10;

    /** Made by the server, one for each connection. */
    public EchoEndpoint() {
        // nothing to set
    }

    @Override
    public void onOpen(Session session, EndpointConfig config) {
        session.setMaxIdleTimeout(0);
        session.setMaxTextMessageBufferSize(MAX_MESSAGE);
        SendQueue queue = new SendQueue(session);
        session.addMessageHandler(String.class, (MessageHandler.Whole<String>) queue::add);
    }
}
