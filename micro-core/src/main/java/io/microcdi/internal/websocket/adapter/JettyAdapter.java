package io.microcdi.internal.websocket.adapter;

import jakarta.websocket.Session;

/** The adapter for Jetty 12. By default, Jetty closes a session after 30 s without a message. */
final class JettyAdapter extends ServerAdapter {

    JettyAdapter() {
        super("org.eclipse.jetty.");
    }

    @Override
    public boolean cut(Session session) {
        return call(session, "abort");
    }
}
