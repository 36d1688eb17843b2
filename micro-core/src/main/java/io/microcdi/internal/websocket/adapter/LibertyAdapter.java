package io.microcdi.internal.websocket.adapter;

/** The adapter for Open Liberty. Its buffers, in bytes, bound whole messages. */
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
