package io.microcdi.internal.cdi.route;

import io.microcdi.error.RouteException;

/**
 * Session beans throw what their methods threw inside an exception of the container, unless it is declared as the
 * application's own. The one that is meant for the caller is taken out again.
 */
final class SessionBeanFailures {

    /** By name: plain servlet containers have no such class. */
    private static final String WRAPPER = "jakarta.ejb.EJBException";

    private SessionBeanFailures() {
    }

    /** The exception of a route inside a container's, else the exception itself. */
    static Exception unwrap(Exception thrown) {
        if (!isWrapper(thrown.getClass())) {
            return thrown;
        }
        for (Throwable cause = thrown.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof RouteException meant) {
                return meant;
            }
        }
        return thrown;
    }

    private static boolean isWrapper(Class<?> type) {
        return type != null && (type.getName().equals(WRAPPER) || isWrapper(type.getSuperclass()));
    }
}
