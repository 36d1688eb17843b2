package io.microcdi.internal.websocket.adapter;

import jakarta.websocket.Session;

/** The adapter for WildFly and all other servers on Undertow. Undertow's buffer bounds whole binary messages. */
final class UndertowAdapter extends ServerAdapter {

    UndertowAdapter() {
        super("io.undertow.");
    }

    @Override
    public boolean cut(Session session) {
        return call(session, "forceClose");
    }

    @Override
    public int binaryBuffer(int maxMessage, int part) {
        return mostBytes(maxMessage);
    }
}
