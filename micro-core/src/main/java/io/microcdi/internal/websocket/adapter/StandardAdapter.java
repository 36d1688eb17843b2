package io.microcdi.internal.websocket.adapter;

/** The adapter for an unknown server. It assumes that asynchronous sends may block. */
final class StandardAdapter extends ServerAdapter {

    static final StandardAdapter INSTANCE = new StandardAdapter();

    private StandardAdapter() {
        super("");
    }

    @Override
    public boolean canBlock() {
        return true;
    }
}
