package io.microcdi.internal.websocket;

import java.nio.ByteBuffer;
import java.util.function.Function;

import jakarta.websocket.CloseReason;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;

import org.jboss.logging.Logger;

import io.microcdi.internal.link.CloseCodes;
import io.microcdi.internal.link.Receiver;
import io.microcdi.internal.link.Transport;
import io.microcdi.internal.websocket.adapter.ServerAdapter;
import io.microcdi.internal.wire.Excerpts;
import io.microcdi.internal.wire.LoggedThrowable;

/**
 * Connects a session of a server with its link.
 *
 * <p>A session may end while it is being opened, because the node refuses it or the other end leaves. Some containers
 * then report the end on another thread before the receiver is known here. Other containers refuse the message handlers
 * of such a session. This class reports the end to the link in all cases. Otherwise the node would take the link for
 * open until it finds it silent. Thread-safe.
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
        ServerAdapter server = ServerAdapter.of(session);
        server.opened(session, options.sendTimeout().toMillis(), options.tyrusIdleTimer());
        session.setMaxTextMessageBufferSize(server.textBuffer(maxMessage, options.part()));
        session.setMaxBinaryMessageBufferSize(server.binaryBuffer(maxMessage, options.part()));
        SessionTransport transport = new SessionTransport(session, server, options.sendTimeout());
        try {
            open(session, maxMessage, transport,
                    application.wrap(application.callReading(() -> opened.apply(transport))));
        } catch (RuntimeException | Error e) {
            // not every container closes a session whose opening has failed
            transport.close(CloseCodes.INTERNAL_ERROR, "not opened");
            throw e;
        }
    }

    private void open(Session session, int maxMessage, SessionTransport transport, Receiver made) {
        try {
            TextAssembler texts = new TextAssembler(made, maxMessage);
            BinaryAssembler binaries = new BinaryAssembler(made, maxMessage, transport::isReceivingBinary);
            session.addMessageHandler(String.class, texts);
            session.addMessageHandler(ByteBuffer.class, binaries);
            transport.beforeClose(() -> {
                texts.drop();
                binaries.drop();
            });
            session.addMessageHandler(PongMessage.class, pong -> {
                made.alive();
                transport.pong(pong.getApplicationData());
            });
            received(made);
        } catch (IllegalStateException alreadyClosed) {
            LOG.debugf(alreadyClosed, "a session was closed while it was being opened");
            received(made);
            closed(CloseCodes.ABNORMAL, "closed while it was being opened");
        } catch (RuntimeException | Error e) {
            received(made);
            closed(CloseCodes.ABNORMAL, "not opened");
            throw e;
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
        closed(CloseCodes.received(reason.getCloseCode().getCode()), Excerpts.of(reason.getReasonPhrase()));
    }

    /**
     * Called for a broken frame or socket. The link ends if the container has closed the session. Otherwise the session goes
     * on: the link finds a message without an end, or a silent peer, by itself.
     */
    void failed(Session session, Throwable cause) {
        LOG.debugf(LoggedThrowable.of(cause), "a session failed");
        if (!session.isOpen()) {
            closed(CloseCodes.ABNORMAL, "the socket failed: " + Excerpts.of(cause));
        }
    }

    private void closed(int code, String reason) {
        Receiver current;
        synchronized (this) {
            current = receiver;
            if (closed == null) {
                closed = new Closed(code, reason);
            }
        }
        if (current != null) {
            current.closed(code, reason);
        }
    }
}
