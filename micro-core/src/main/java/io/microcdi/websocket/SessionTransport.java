package io.microcdi.websocket;

import java.io.IOException;
import java.nio.ByteBuffer;

import jakarta.websocket.CloseReason;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.Session;

import org.jboss.logging.Logger;

import io.microcdi.link.Transport;

/** Sends to a session. */
final class SessionTransport implements Transport {

    private static final Logger LOG = Logger.getLogger(SessionTransport.class);

    private final Session session;
    private final RemoteEndpoint.Async remote;

    SessionTransport(Session session) {
        this.session = session;
        this.remote = session.getAsyncRemote();
    }

    @Override
    public void send(String text, Sent done) {
        remote.sendText(text, result -> done.sent(result.isOK() ? null : failure(result.getException())));
    }

    private static Throwable failure(Throwable cause) {
        return cause == null ? new IOException("the message was not sent") : cause;
    }

    @Override
    public void ping() throws IOException {
        remote.sendPing(ByteBuffer.allocate(0));
    }

    @Override
    public void close(int code, String reason) {
        try {
            session.close(new CloseReason(CloseReason.CloseCodes.getCloseCode(code), reason));
        } catch (IOException | RuntimeException e) {
            // it was closed by the other side at the same moment, or is broken: closed in any case
            LOG.debugf(e, "closing a session with %d failed", code);
        }
    }
}
