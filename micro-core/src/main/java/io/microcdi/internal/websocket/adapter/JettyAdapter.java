package io.microcdi.internal.websocket.adapter;

import jakarta.websocket.Session;

/** Jetty 12, which closes sessions after 30 s without a message unless it is told otherwise. */
final class JettyAdapter extends ServerAdapter {

    JettyAdapter() {
        super("org.eclipse.jetty.");
    }

    @Override
    public boolean cut(Session session) {
        return call(session, "abort");
    }
}
