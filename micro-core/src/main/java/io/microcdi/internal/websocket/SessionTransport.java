package io.microcdi.internal.websocket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import jakarta.websocket.CloseReason;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.Session;

import org.jboss.logging.Logger;

import io.microcdi.internal.link.Transport;
import io.microcdi.internal.websocket.adapter.ServerAdapter;

/**
 * Sends to a session of a server. The server is called with its own class loader as the thread's: a thread that it makes
 * for it, as WildFly does for its worker, would inherit the application's, and hold an application that is gone as long as
 * the worker lives.
 */
final class SessionTransport implements Transport {

    private static final Logger LOG = Logger.getLogger(SessionTransport.class);

    private final Session session;
    private final ServerAdapter server;
    private final RemoteEndpoint.Async remote;
    private final ApplicationContext container;
    /** {@code null} where the server itself says when a message was sent. */
    private final SendWindow window;
    private volatile boolean receivingBinary;
    private volatile boolean sendingBinary;

    SessionTransport(Session session, ServerAdapter server) {
        this.session = session;
        this.server = server;
        this.remote = session.getAsyncRemote();
        this.container = new ApplicationContext(session.getClass().getClassLoader());
        this.window = server.queuesWithoutBound(session) ? new SendWindow(this::ping) : null;
    }

    @Override
    public boolean canBlock() {
        return server.canBlock();
    }

    @Override
    public void enableReceivingBinary() {
        receivingBinary = true;
    }

    @Override
    public void enableSendingBinary() {
        sendingBinary = true;
    }

    boolean isReceivingBinary() {
        return receivingBinary;
    }

    @Override
    public void send(String text, Sent done) {
        SendHandler handler = result -> {
            if (!result.isOK()) {
                done.sent(failure(result.getException()));
            } else if (window == null) {
                done.sent(null);
            } else {
                window.taken(text.length(), done);
            }
        };
        if (sendingBinary) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            container.run(() -> remote.sendBinary(bytes, handler));
        } else {
            container.run(() -> remote.sendText(text, handler));
        }
    }

    /** A pong came. */
    void pong(ByteBuffer payload) {
        if (window != null) {
            window.pong(payload);
        }
    }

    private void ping(ByteBuffer payload) {
        container.run(() -> {
            try {
                remote.sendPing(payload);
            } catch (IOException | RuntimeException e) {
                // the link is about to be told that its socket failed
                LOG.debugf(e, "a ping was not sent");
            }
        });
    }

    private static Throwable failure(Throwable cause) {
        return cause == null ? new IOException("the message was not sent") : cause;
    }

    @Override
    public void ping(Sent done) {
        container.run(() -> {
            try {
                remote.sendPing(ByteBuffer.allocate(0));
            } catch (IOException e) {
                done.sent(e);
                return;
            }
            done.sent(null);
        });
    }

    @Override
    public void close(int code, String reason) {
        container.run(() -> closeNow(code, reason));
    }

    @Override
    public void cut(int code, String reason) {
        container.run(() -> {
            if (!server.cut(session)) {
                closeNow(code, reason);
            }
        });
    }

    private void closeNow(int code, String reason) {
        try {
            session.close(new CloseReason(CloseReason.CloseCodes.getCloseCode(code), reason));
        } catch (IOException | RuntimeException e) {
            // it was closed by the other side at the same moment, or is broken: closed in any case
            LOG.debugf(e, "closing a session with %d failed", code);
        }
    }
}
