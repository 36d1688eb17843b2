package io.microcdi.websocket;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

import jakarta.websocket.CloseReason;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.Session;

import org.jboss.logging.Logger;

import io.microcdi.link.Transport;

/**
 * Sends to a session. The container is called with its own class loader as the thread's: a thread that it makes for it,
 * as WildFly does for what it dispatches to its worker, would inherit the application's, and hold an application that is
 * gone as long as the worker lives.
 */
final class SessionTransport implements Transport {

    private static final Logger LOG = Logger.getLogger(SessionTransport.class);

    /** In characters; what Tomcat's client writes in more than some tens of pieces. */
    private static final int LARGE = 256 << 10;

    private final Session session;
    private final DirectMessages direct;
    private final int large;
    private final RemoteEndpoint.Async remote;
    private final ApplicationContext container;
    private volatile boolean receivingBinary;
    private volatile boolean sendingBinary;

    SessionTransport(Session session, SessionOptions options) {
        this.session = session;
        this.direct = DirectMessages.of(session, options);
        this.large = TomcatSession.nestsPieces(session) ? LARGE : Integer.MAX_VALUE;
        this.remote = session.getAsyncRemote();
        this.container = new ApplicationContext(session.getClass().getClassLoader());
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
        if (direct != null && direct.isForOne()) {
            List<byte[]> alone = List.of(utf8(text));
            container.run(() -> direct.send(alone, sendingBinary, done));
            return;
        }
        if (text.length() > large) {
            container.run(() -> sendAndWait(text, done));
            return;
        }
        SendHandler handler = result -> done.sent(result.isOK() ? null : failure(result.getException()));
        if (sendingBinary) {
            ByteBuffer bytes = ByteBuffer.wrap(utf8(text));
            container.run(() -> remote.sendBinary(bytes, handler));
        } else {
            container.run(() -> remote.sendText(text, handler));
        }
    }

    private void sendAndWait(String text, Sent done) {
        try {
            if (sendingBinary) {
                session.getBasicRemote().sendBinary(ByteBuffer.wrap(utf8(text)));
            } else {
                session.getBasicRemote().sendText(text);
            }
        } catch (IOException | RuntimeException e) {
            done.sent(e);
            return;
        }
        done.sent(null);
    }

    @Override
    public boolean takesSeveral() {
        return direct != null;
    }

    @Override
    public void send(List<String> messages, Sent done) {
        List<byte[]> all = messages.stream().map(SessionTransport::utf8).toList();
        container.run(() -> direct.send(all, sendingBinary, done));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Throwable failure(Throwable cause) {
        return cause == null ? new IOException("the message was not sent") : cause;
    }

    @Override
    public void ping() throws IOException {
        try {
            container.run(this::pingNow);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void pingNow() {
        try {
            remote.sendPing(ByteBuffer.allocate(0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close(int code, String reason) {
        container.run(() -> closeNow(code, reason));
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
