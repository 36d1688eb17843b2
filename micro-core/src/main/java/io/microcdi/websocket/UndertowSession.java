package io.microcdi.websocket;

import jakarta.websocket.Session;

/** Which sessions are Undertow's. */
final class UndertowSession {

    private static final String SESSION = "io.undertow.websockets.jsr.UndertowSession";

    private UndertowSession() {
    }

    static boolean is(Session session) {
        return session.getClass().getName().equals(SESSION);
    }
}
