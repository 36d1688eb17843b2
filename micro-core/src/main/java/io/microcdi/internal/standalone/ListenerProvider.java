package io.microcdi.internal.standalone;

import java.util.ServiceLoader;

import io.microcdi.config.MicroConfig;

/**
 * Provides a server for nodes and registries in Java SE. {@link ServiceLoader} finds the provider.
 * {@code io.microcdi:micro-se} has one.
 */
public interface ListenerProvider {

    /**
     * Makes a server. It does not listen yet.
     *
     * @param host an address of this machine, or {@link Listener#ALL_ADDRESSES}
     * @param port the port; 0 for any free port
     * @param config the settings of the node or registry
     */
    Listener listener(String host, int port, MicroConfig config);

    /**
     * Makes a server by the provider on the class path.
     *
     * @throws IllegalStateException if there is no provider. The message names the artifact to add
     */
    static Listener find(String host, int port, MicroConfig config) {
        return require(port).listener(host, port, config);
    }

    /**
     * Returns the provider on the class path.
     *
     * @param port the port, for the message
     * @throws IllegalStateException if there is no provider. The message names the artifact to add
     */
    static ListenerProvider require(int port) {
        // the class loader of this class, because the context class loader of a program's thread may be any other
        return ServiceLoader.load(ListenerProvider.class, ListenerProvider.class.getClassLoader()).findFirst()
                .or(() -> ServiceLoader.load(ListenerProvider.class).findFirst())
                .orElseThrow(() -> new IllegalStateException("There is no server to listen on port " + port
                        + ": add io.microcdi:micro-se to the class path or module path"));
    }
}
