package io.microcdi.internal.route;

import java.lang.reflect.UndeclaredThrowableException;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

import org.jspecify.annotations.Nullable;

import io.microcdi.error.RouteException;

/**
 * The exceptions of Jakarta EE and MicroProfile that have a status of their own. They are known by the names of their
 * classes, because most applications have only some of them. Their messages may name classes and methods of the application,
 * so that each has a fixed text for the caller. An exception with a status of 500 or above is a fault of this node, and is
 * logged as any other exception.
 */
final class KnownExceptions {

    private static final String EJB = "jakarta.ejb.EJBException";
    private static final String REST = "jakarta.ws.rs.WebApplicationException";
    private static final String FAULT_TOLERANCE = "org.eclipse.microprofile.faulttolerance.exceptions.";
    /** Exceptions may be each other's cause. */
    private static final int MAX_CAUSES = 64;
    private static final Failure NO_ACCESS = new Failure("403", "the EJB container refuses the call", false);

    private static final Map<String, Failure> BY_NAME = Map.of(
            "jakarta.ejb.EJBAccessException", NO_ACCESS,
            "jakarta.ejb.AccessLocalException", NO_ACCESS,
            FAULT_TOLERANCE + "BulkheadException", new Failure("429", "too many calls are in work", false),
            "io.smallrye.faulttolerance.api.RateLimitException",
            new Failure("429", "too many calls came in this time", false),
            FAULT_TOLERANCE + "CircuitBreakerOpenException",
            new Failure("503", "a circuit breaker is open", false, false),
            FAULT_TOLERANCE + "TimeoutException", new Failure("504", "the handler ran into a timeout", false, false));

    private KnownExceptions() {
    }

    /**
     * Returns the exception inside the wrappers of stages, proxies and the EJB container. The container may wrap an exception
     * several times, in classes of its own. So a {@code RouteException} is found at any depth there.
     */
    static Throwable unwrap(Throwable thrown) {
        Throwable inner = thrown;
        for (int depth = 0; inner.getCause() != null && depth < MAX_CAUSES; depth++) {
            if (isEjbWrapper(inner.getClass())) {
                RouteException route = routeException(inner);
                if (route != null) {
                    return route;
                }
            } else if (!(inner instanceof CompletionException || inner instanceof ExecutionException
                    || inner instanceof UndeclaredThrowableException)) {
                return inner;
            }
            inner = inner.getCause();
        }
        return inner;
    }

    /** Returns the first {@code RouteException} among the causes of an exception; {@code null} if there is none. */
    private static @Nullable RouteException routeException(Throwable thrown) {
        Throwable cause = thrown.getCause();
        for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
            if (cause instanceof RouteException route) {
                return route;
            }
            cause = cause.getCause();
        }
        return null;
    }

    /** Returns whether a class is {@code EJBException}, or a subclass that does not mean a refusal. */
    private static boolean isEjbWrapper(Class<?> type) {
        for (Class<?> each = type; each != Object.class; each = each.getSuperclass()) {
            if (NO_ACCESS.equals(BY_NAME.get(each.getName()))) {
                return false;
            }
            if (each.getName().equals(EJB)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns the failure for an exception of a class, without regard to its superclasses; {@code null} if the class is not
     * known.
     */
    static @Nullable Failure failure(Class<?> type, Throwable thrown) {
        return type.getName().equals(REST) ? ofResponse(type, thrown) : BY_NAME.get(type.getName());
    }

    /** Returns the failure with the status of a response; {@code null} if the response is no failure of 400 to 599. */
    private static @Nullable Failure ofResponse(Class<?> type, Throwable thrown) {
        try {
            Object response = type.getMethod("getResponse").invoke(thrown);
            // the method of the API, because the class of the response need not be public
            int status = (int) type.getMethod("getResponse").getReturnType().getMethod("getStatus").invoke(response);
            return status >= 400 && status <= 599 && status != 500
                    ? new Failure(Integer.toString(status), "HTTP " + status, false, status < 500)
                    : null;
        } catch (ReflectiveOperationException | RuntimeException unusable) {
            return null;
        }
    }
}
