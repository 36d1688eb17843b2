package io.microcdi.internal.standalone;

import java.util.List;
import java.util.ServiceLoader;

/**
 * Offers a server to nodes and registries that run in none; found by {@link ServiceLoader}. {@code io.microcdi:micro-se} has
 * one.
 */
public interface ListenerProvider {

    /**
     * Makes a server that does not listen yet.
     *
     * @param host an address of this machine, or {@link Listener#ALL_ADDRESSES}
     * @param port 0 for any that is free
     * @param allowedOrigins web pages that may connect
     */
    Listener listener(String host, int port, List<String> allowedOrigins);

    /**
     * Makes a server by the provider that is there.
     *
     * @throws IllegalStateException if there is none; the message names the artifact to add
     */
    static Listener find(String host, int port, List<String> allowedOrigins) {
        return require(port).listener(host, port, allowedOrigins);
    }

    /**
     * The provider that is there.
     *
     * @param port for the message
     * @throws IllegalStateException if there is none; the message names the artifact to add
     */
    static ListenerProvider require(int port) {
        // where this class comes from: threads of a program may have any context class loader
        return ServiceLoader.load(ListenerProvider.class, ListenerProvider.class.getClassLoader()).findFirst()
                .or(() -> ServiceLoader.load(ListenerProvider.class).findFirst())
                .orElseThrow(() -> new IllegalStateException("There is no server to listen on port " + port
                        + ": add io.microcdi:micro-se to the class path or module path"));
    }
}
