package io.microcdi.internal.se;

import java.util.List;

import io.microcdi.internal.standalone.Listener;
import io.microcdi.internal.standalone.ListenerProvider;

/** Offers Tyrus as the server of nodes and registries. Public since {@link java.util.ServiceLoader} makes it. */
public final class TyrusListenerProvider implements ListenerProvider {

    /** Made by the service loader. */
    public TyrusListenerProvider() {
    }

    @Override
    public Listener listener(String host, int port, List<String> allowedOrigins) {
        return new TyrusListener(host, port, allowedOrigins);
    }
}
