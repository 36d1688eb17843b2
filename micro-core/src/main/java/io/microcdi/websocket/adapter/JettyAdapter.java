package io.microcdi.websocket.adapter;

/** Jetty 12, which closes sessions after 30 s without a message unless it is told otherwise. */
final class JettyAdapter extends ServerAdapter {

    JettyAdapter() {
        super("org.eclipse.jetty.");
    }
}
