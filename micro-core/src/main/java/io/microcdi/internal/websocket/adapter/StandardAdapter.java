package io.microcdi.internal.websocket.adapter;

import java.util.List;

/** The adapter for an unknown server. It assumes that asynchronous sends may block. */
final class StandardAdapter extends ServerAdapter {

    static final StandardAdapter INSTANCE = new StandardAdapter();
    /** Not in {@link ServerAdapter}: two threads that initialise it and a subclass would wait for each other. */
    static final List<ServerAdapter> KNOWN = List.of(new TomcatAdapter(), new UndertowAdapter(), new LibertyAdapter(),
            new TyrusAdapter(), new JettyAdapter());

    private StandardAdapter() {
        super("");
    }

    @Override
    public boolean canBlock() {
        return true;
    }
}
