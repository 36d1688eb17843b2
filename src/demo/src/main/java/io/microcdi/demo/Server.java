package io.microcdi.demo;

import java.net.URI;
import java.util.List;
import java.util.UUID;

/** A server with both services on it, and the registries that they know. */
interface Server extends AutoCloseable {

    /** The secret of the registry and the services. Another one each time, since nobody else needs it. */
    String SECRET = UUID.randomUUID().toString();

    /** The name for users. */
    String name();

    /** Starts it with everything that belongs to it; it need not be ready when this returns. */
    void start();

    /** Where its applications are: {@code http://127.0.0.1:8080}. */
    URI applications();

    /** Where the pages of the registries are; at least one. */
    List<URI> registries();

    /** Fails with a reason if it is known by now that it will never be ready. */
    void check();

    /** Stops all that {@link #start()} has started; has no effect before it, or a second time. */
    @Override
    void close();

    /** The server that the user has chosen. */
    static Server of(DemoOptions options) {
        return switch (options.server()) {
            case EMBEDDED -> new EmbeddedTomcat(options);
            case WILDFLY -> new WildFly(options);
            case PAYARA -> new Payara(options);
        };
    }
}
