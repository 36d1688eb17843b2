package io.microcdi.websocket;

import java.util.List;

import jakarta.websocket.Session;

import org.jboss.logging.Logger;

import io.microcdi.link.Transport;

/** A way around a container that makes a write of each message; for text, by who sends one thing at a time. */
interface SeveralMessages {

    /** As {@link Transport#send(List, Transport.Sent)}. */
    void send(List<String> messages, Transport.Sent done);

    /** That of a session; {@code null} where there is none, and without access. */
    static SeveralMessages of(Session session) {
        if (OwnTyrus.is(session) && session.getNegotiatedExtensions().isEmpty()) {
            try {
                Object protocol = OwnTyrus.protocol(session);
                if (Boolean.FALSE.equals(Fields.value(protocol, "client"))) {
                    return new TyrusMessages(Fields.value(protocol, "writer"));
                }
            } catch (ReflectiveOperationException | RuntimeException e) {
                Logger.getLogger(SeveralMessages.class).debugf(e, "Tyrus writes each message by itself");
            }
        }
        return null;
    }
}
