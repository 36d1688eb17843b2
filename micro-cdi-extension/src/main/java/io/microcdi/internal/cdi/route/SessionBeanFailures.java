package io.microcdi.internal.cdi.route;

import io.microcdi.error.RouteException;

/**
 * Unwraps the exceptions of session beans. The container wraps an exception of a session bean's method, unless it is
 * declared as an application exception. This class returns a wrapped exception that is meant for the caller.
 */
final class SessionBeanFailures {

    /** The name of the wrapper. The class itself is missing in servlet containers without EJB. */
    private static final String WRAPPER = "jakarta.ejb.EJBException";

    /** Thrown by the container before the method runs if its own user has none of the roles of the method. */
    private static final String NO_ACCESS = "jakarta.ejb.EJBAccessException";

    private SessionBeanFailures() {
    }

    /** Returns the {@code RouteException} that the container has wrapped, or else the exception itself. */
    static Exception unwrap(Exception thrown) {
        if (is(thrown.getClass(), NO_ACCESS)) {
            RouteException refused = new RouteException(403, "the EJB container refuses the call");
            refused.initCause(thrown);
            return refused;
        }
        if (!is(thrown.getClass(), WRAPPER)) {
            return thrown;
        }
        for (Throwable cause = thrown.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof RouteException meant) {
                return meant;
            }
        }
        return thrown;
    }

    private static boolean is(Class<?> type, String name) {
        return type != null && (type.getName().equals(name) || is(type.getSuperclass(), name));
    }
}
