package io.microcdi.websocket;

import java.nio.ByteBuffer;
import java.util.function.Function;

import jakarta.websocket.CloseReason;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;

import io.microcdi.link.CloseCodes;
import io.microcdi.link.Receiver;
import io.microcdi.link.Transport;

/** Joins a session to the link above it; both kinds of endpoint do the same with theirs. */
final class SessionReceiver {

    /** What a part may have: the smallest buffer that no usual message is cut by. */
    private static final int PART_SIZE = 16 << 10;

    private SessionReceiver() {
    }

    static Receiver open(Session session, int maxMessage, Function<Transport, Receiver> opened,
            ApplicationContext application) {
        session.setMaxIdleTimeout(0);
        session.setMaxTextMessageBufferSize(PART_SIZE);
        Receiver receiver = application
                .wrap(application.call(() -> opened.apply(new SessionTransport(session))));
        session.addMessageHandler(String.class, new MessageAssembler(receiver, maxMessage));
        session.addMessageHandler(PongMessage.class, pong -> receiver.alive());
        session.addMessageHandler(ByteBuffer.class, (MessageHandler.Partial<ByteBuffer>) (bytes, last) -> receiver
                .refuse(CloseCodes.BINARY, "binary messages are not understood"));
        return receiver;
    }

    static void close(Receiver receiver, CloseReason reason) {
        if (receiver != null) {
            String phrase = reason.getReasonPhrase();
            receiver.closed(reason.getCloseCode().getCode(), phrase == null ? "" : phrase);
        }
    }
}
