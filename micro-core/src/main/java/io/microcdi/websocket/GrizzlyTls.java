package io.microcdi.websocket;

import java.lang.reflect.InvocationTargetException;

import jakarta.websocket.WebSocketContainer;

import org.jboss.logging.Logger;

/**
 * Lets Tyrus dial by TLS where the JVM's own key store cannot be opened. Grizzly, on which it does so, makes a server's
 * context too for each dial, out of that store, and fails without. GlassFish names the store to the JVM, and not its
 * password.
 */
final class GrizzlyTls {

    private static final Logger LOG = Logger.getLogger(GrizzlyTls.class);

    private boolean seen;

    /** Does so once; whoever comes meanwhile waits. A store that can be opened stays, and other containers need nothing. */
    synchronized void allow(WebSocketContainer container) {
        if (!seen && container.getClass().getName().startsWith("org.glassfish.tyrus.client.")) {
            seen = true;
            try {
                withoutClosedStore(container);
            } catch (ReflectiveOperationException | RuntimeException e) {
                LOG.debugf(e, "%s is left with the key store of the JVM", container);
            }
        }
    }

    private static void withoutClosedStore(WebSocketContainer container) throws ReflectiveOperationException {
        Object transport = Fields.value(container, "container");
        Class<?> type = Class.forName("org.glassfish.grizzly.ssl.SSLContextConfigurator", true,
                transport.getClass().getClassLoader());
        Object ofTheJvm = type.getField("DEFAULT_CONFIG").get(null);
        try {
            type.getMethod("createSSLContext", boolean.class).invoke(ofTheJvm, true);
        } catch (InvocationTargetException e) {
            LOG.debugf(e, "Grizzly cannot use the key store of the JVM, and goes without");
            type.getMethod("setKeyStoreFile", String.class).invoke(ofTheJvm, (Object) null);
        }
    }
}
