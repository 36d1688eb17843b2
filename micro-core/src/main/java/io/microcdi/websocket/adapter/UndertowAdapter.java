package io.microcdi.websocket.adapter;

/** WildFly and everything else on Undertow, which bounds whole binary messages by its buffer. */
final class UndertowAdapter extends ServerAdapter {

    UndertowAdapter() {
        super("io.undertow.");
    }

    @Override
    public int binaryBuffer(int maxMessage) {
        return mostBytes(maxMessage);
    }
}
