package io.microcdi.internal.se;

import io.microcdi.config.MicroConfig;
import io.microcdi.internal.standalone.Listener;
import io.microcdi.internal.standalone.ListenerProvider;

/**
 * Provides Tyrus as the server of nodes and registries. It is public because {@link java.util.ServiceLoader}
 * instantiates it.
 */
public final class TyrusListenerProvider implements ListenerProvider {

    /** Called by the service loader. */
    public TyrusListenerProvider() {
    }

    @Override
    public Listener listener(String host, int port, MicroConfig config) {
        return new TyrusListener(host, port, config);
    }
}
