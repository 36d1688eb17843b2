package io.microcdi.internal.websocket.adapter;

import jakarta.websocket.Session;

/** WildFly and everything else on Undertow, which bounds whole binary messages by its buffer. */
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
