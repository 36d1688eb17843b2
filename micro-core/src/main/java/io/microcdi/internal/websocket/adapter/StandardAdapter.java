package io.microcdi.internal.websocket.adapter;

/** A server that is not known: its asynchronous sends are not trusted to return at once. */
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
