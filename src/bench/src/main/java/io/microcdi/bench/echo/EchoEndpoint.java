package io.microcdi.bench.echo;

import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;

/** Sends back what comes. */
public class EchoEndpoint extends Endpoint {

    static final int MAX_MESSAGE = 16 << 10;

    private final Sending sending;

    /** Made by the server, one for each connection. */
    public EchoEndpoint() {
        this(Sending.AWAITED);
    }

    private EchoEndpoint(Sending sending) {
        this.sending = sending;
    }

    @Override
    public void onOpen(Session session, EndpointConfig config) {
        session.setMaxIdleTimeout(0);
        session.setMaxTextMessageBufferSize(MAX_MESSAGE);
        SendQueue queue = sending.queue(session);
        session.addMessageHandler(String.class, (MessageHandler.Whole<String>) queue::add);
    }

    /** {@link Sending#UNAWAITED}. */
    public static final class Unawaited extends EchoEndpoint {

        /** Made by the server. */
        public Unawaited() {
            super(Sending.UNAWAITED);
        }
    }

    /** {@link Sending#BATCHING}. */
    public static final class Batching extends EchoEndpoint {

        /** Made by the server. */
        public Batching() {
            super(Sending.BATCHING);
        }
    }

    /** {@link Sending#BATCHING_THREAD}. */
    public static final class BatchingThread extends EchoEndpoint {

        /** Made by the server. */
        public BatchingThread() {
            super(Sending.BATCHING_THREAD);
        }
    }
}
