package io.microcdi.websocket;

import java.util.List;

import jakarta.websocket.Session;

import io.microcdi.link.Transport;

/** A way around what a container does for each message: its frames are made here. For who sends one thing at a time. */
interface DirectMessages {

    /** Whether also a message that is alone is better sent this way, by the calling thread. */
    boolean isForOne();

    /**
     * Sends several messages in this order.
     *
     * @param messages the UTF-8 of each; never changed again
     * @param binary whether they are binary messages
     * @param done told once for all
     */
    void send(List<byte[]> messages, boolean binary, Transport.Sent done);

    /** That of a session; {@code null} where there is none, without access, and where it is turned off. */
    static DirectMessages of(Session session, SessionOptions options) {
        if (!options.ownFrames()) {
            return null;
        }
        if (OwnTyrus.is(session)) {
            return OwnTyrus.messages(session);
        }
        DirectMessages tomcat = TomcatSession.messages(session);
        return tomcat == null && options.onIoThreads() ? UndertowMessages.of(session) : tomcat;
    }
}
