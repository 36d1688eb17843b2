package io.microcdi.cdi;

import java.util.concurrent.ThreadFactory;

import javax.naming.InitialContext;
import javax.naming.NamingException;

import io.microcdi.concurrent.Threads;

/**
 * The threads of the node: those of the server where it has a managed thread factory, so that naming, transactions and
 * security work on them, else plain daemon threads with the application's class loader.
 */
final class ServerThreads {

    private static final String MANAGED = "java:comp/DefaultManagedThreadFactory";

    private ServerThreads() {
    }

    /** Finds the factory. The server's is asked for on the calling thread, whose context its threads then have. */
    static ThreadFactory find(String namespace, ClassLoader loader) {
        try {
            Object managed = InitialContext.doLookup(MANAGED);
            if (managed instanceof ThreadFactory factory) {
                return factory;
            }
        } catch (NamingException | LinkageError noSuchFactory) {
            CdiLogger.LOG.debugf("No %s: %s", MANAGED, noSuchFactory);
        }
        return Threads.daemon("micro-" + namespace, loader);
    }
}
