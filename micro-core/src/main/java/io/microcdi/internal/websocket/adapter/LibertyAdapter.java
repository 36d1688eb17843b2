package io.microcdi.internal.websocket.adapter;

/** Open Liberty, which bounds whole messages by its buffers, in bytes. */
final class LibertyAdapter extends ServerAdapter {

    LibertyAdapter() {
        super("com.ibm.ws.wsoc.");
    }

    @Override
    public int textBuffer(int maxMessage, int part) {
        return mostBytes(maxMessage);
    }

    @Override
    public int binaryBuffer(int maxMessage, int part) {
        return mostBytes(maxMessage);
    }
}
