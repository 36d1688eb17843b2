package io.microcdi.websocket;

import java.nio.ByteBuffer;
import java.util.function.Function;

import jakarta.websocket.CloseReason;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;

import org.jboss.logging.Logger;

import io.microcdi.link.CloseCodes;
import io.microcdi.link.Receiver;
import io.microcdi.link.Transport;

/**
 * Joins a session to the link above it; both kinds of endpoint do the same with theirs.
 *
 * <p>A session may end while it is being opened: the node refuses it, or the other end leaves. Some containers then say
 * so on another thread before it is known here who receives, some refuse its message handlers, and a link that was not
 * told would be taken for open until it is found silent. Thread-safe.
 */
final class SessionReceiver {

    private static final Logger LOG = Logger.getLogger(SessionReceiver.class);

    private record Closed(int code, String reason) {
    }

    private Receiver receiver;
    private Closed closed;

    void open(Session session, SessionOptions options, Function<Transport, Receiver> opened,
            ApplicationContext application) {
        int maxMessage = options.maxMessage();
        if (options.onIoThreads()) {
            UndertowIoThreads.use(session);
        }
        if (options.ownFrames()) {
            UndertowUnmasking.use(session);
            TomcatSession.unmask(session);
        }
        IdleTimeouts.none(session);
        String container = session.getClass().getName();
        session.setMaxTextMessageBufferSize(MessageBuffers.text(container, maxMessage));
        session.setMaxBinaryMessageBufferSize(MessageBuffers.binary(container, maxMessage));
        SessionTransport transport = new SessionTransport(session, options);
        Receiver made = application.wrap(application.call(() -> opened.apply(transport)));
        try {
            session.addMessageHandler(String.class, new TextAssembler(made, maxMessage));
            session.addMessageHandler(ByteBuffer.class,
                    new BinaryAssembler(made, maxMessage, transport::isReceivingBinary));
            session.addMessageHandler(PongMessage.class, pong -> made.alive());
            received(made);
            if (options.onIoThreads()) {
                TomcatSession.readBy(session, options.threads());
            }
        } catch (IllegalStateException alreadyClosed) {
            LOG.debugf(alreadyClosed, "a session was closed while it was being opened");
            received(made);
            closed(CloseCodes.ABNORMAL, "closed while it was being opened");
        }
    }

    private void received(Receiver made) {
        Closed before;
        synchronized (this) {
            receiver = made;
            before = closed;
        }
        if (before != null) {
            made.closed(before.code, before.reason);
        }
    }

    void closed(CloseReason reason) {
        String phrase = reason.getReasonPhrase();
        closed(reason.getCloseCode().getCode(), phrase == null ? "" : phrase);
    }

    /** A broken frame or socket: the container closes the session and says so, or we do. */
    void failed(Session session, Throwable cause) {
        LOG.debugf(cause, "a session failed");
        if (!session.isOpen()) {
            closed(CloseCodes.ABNORMAL, "the socket failed");
        }
    }

    private void closed(int code, String reason) {
        Receiver told;
        synchronized (this) {
            told = receiver;
            if (closed == null) {
                closed = new Closed(code, reason);
            }
        }
        if (told != null) {
            told.closed(code, reason);
        }
    }
}
