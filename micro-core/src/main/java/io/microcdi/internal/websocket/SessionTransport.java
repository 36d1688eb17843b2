package io.microcdi.internal.websocket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import jakarta.websocket.CloseReason;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.Session;

import org.jboss.logging.Logger;

import io.microcdi.internal.link.Transport;
import io.microcdi.internal.websocket.adapter.ServerAdapter;

/**
 * Sends messages to a session of a server. It calls the server with the server's own class loader as the context class
 * loader. A thread that the server makes during the call, for example WildFly's worker, inherits that class loader. If
 * it inherited the application's, it would hold the memory of an undeployed application until the worker ends.
 */
final class SessionTransport implements Transport {

    private static final Logger LOG = Logger.getLogger(SessionTransport.class);

    private final Session session;
    private final boolean secure;
    private final ServerAdapter server;
    private final RemoteEndpoint.Async remote;
    private final ApplicationContext container;
    /** The window; {@code null} if the server itself reports when a message was sent. */
    private final SendWindow window;
    private volatile Runnable beforeClose = () -> {
    };
    private volatile boolean receivingBinary;
    private volatile boolean sendingBinary;

    SessionTransport(Session session, ServerAdapter server, Duration sendTimeout) {
        this.secure = session.isSecure();
        this.session = session;
        this.server = server;
        this.remote = session.getAsyncRemote();
        if (server.canBlock()) {
            // a send that blocks keeps one of the threads that write for all such links
            remote.setSendTimeout(sendTimeout.toMillis());
        }
        this.container = new ApplicationContext(session.getClass().getClassLoader());
        this.window = server.queuesWithoutBound(session) ? new SendWindow(this::ping) : null;
    }

    /** Sets an action that runs before this end closes the session. */
    void beforeClose(Runnable action) {
        beforeClose = action;
    }

    @Override
    public boolean isSecure() {
        return secure;
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
                window.queued(text.length(), done);
            }
        };
        if (sendingBinary) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            container.run(() -> remote.sendBinary(bytes, handler));
        } else {
            container.run(() -> remote.sendText(text, handler));
        }
    }

    /** Called when a pong has come. */
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
                // the container reports the failure of the socket to the link
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
        beforeClose.run();
        container.run(() -> closeNow(code, reason));
    }

    @Override
    public void cut(int code, String reason) {
        beforeClose.run();
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
            // the other end closed the session at the same moment, or the socket is broken: it is closed in both cases
            LOG.debugf(e, "closing a session with %d failed", code);
        }
    }
}
