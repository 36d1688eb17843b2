package io.microcdi.internal.route;

import java.util.function.Function;

import io.microcdi.error.RouteException;
import io.microcdi.internal.json.PayloadException;
import io.microcdi.internal.wire.JsonText;

/**
 * A handler's failure in the form of the wire.
 *
 * @param status a number, or a text in quotes, as JSON text
 * @param message the message for the caller; may be {@code null}
 * @param body JSON text beside the message; {@code null} for none
 * @param refused whether the handler certainly did not run
 * @param isForTheCaller whether the application has chosen status and message for the caller; {@code false} for any
 *        other exception
 */
public record Failure(String status, String message, String body, boolean refused, boolean isForTheCaller) {

    /** Makes a failure that is meant for the caller. */
    public Failure(String status, String message, boolean refused) {
        this(status, message, null, refused, true);
    }

    /** Makes a failure without a body. */
    Failure(String status, String message, boolean refused, boolean isForTheCaller) {
        this(status, message, null, refused, isForTheCaller);
    }

    /** Returns the failure of a request that no handler gets. */
    public static Failure refused(int status, String message) {
        return new Failure(Integer.toString(status), message, true);
    }

    /**
     * Returns the failure for an exception of a handler. The nearest type of the exception decides: a mapper of the
     * application, or else a status that is known for its class. The message of any other exception may contain a secret, for
     * example an address with a password. The caller therefore gets the correlation id instead, by which the exception is found
     * in the log.
     *
     * @param expose whether the caller gets the message nevertheless
     * @param correlationId {@code null} if there is none
     * @param mappers the mappers of the application. This method throws their exceptions on
     * @param writer writes the body of a {@link RouteException}
     */
    public static Failure of(Throwable thrown, boolean expose, String correlationId, ExceptionMappers mappers,
            Function<Object, String> writer) {
        Throwable cause = KnownExceptions.unwrap(thrown);
        if (cause instanceof RouteException route) {
            return answer(route, writer);
        }
        if (cause instanceof PayloadException) {
            return new Failure("400", cause.getMessage(), false);
        }
        for (Class<?> type = cause.getClass(); type != Object.class; type = type.getSuperclass()) {
            RouteException mapped = mappers.map(type, cause);
            if (mapped != null) {
                return answer(mapped, writer);
            }
            Failure known = KnownExceptions.failure(type, cause);
            if (known != null) {
                return expose && cause.getMessage() != null
                        ? new Failure(known.status, cause.getMessage(), false, known.isForTheCaller)
                        : known;
            }
        }
        return internalError(cause, expose, correlationId);
    }

    private static Failure answer(RouteException route, Function<Object, String> writer) {
        String status = route.statusText() == null ? Integer.toString(route.status())
                : JsonText.quote(route.statusText());
        return new Failure(status, route.getMessage(), writer.apply(route.body()),
                route instanceof RequestRefusedException, true);
    }

    /**
     * Returns the failure for a result that cannot be written. The caller gets the reason, but not the message of an
     * exception that the result itself has thrown.
     *
     * @param expose whether the caller gets that message nevertheless
     * @param correlationId {@code null} if there is none
     */
    public static Failure ofResult(Throwable thrown, boolean expose, String correlationId) {
        return thrown instanceof PayloadException payload && payload.isOwnText()
                ? new Failure("500", thrown.getMessage(), false, false)
                : internalError(thrown, expose, correlationId);
    }

    private static Failure internalError(Throwable cause, boolean expose, String correlationId) {
        String text = expose ? cause.getMessage() == null ? cause.getClass().getName() : cause.getMessage()
                : "internal error" + (correlationId == null ? "" : " (correlation id " + correlationId + ")");
        return new Failure("500", text, false, false);
    }

    /** Returns a text without the body. */
    @Override
    public String toString() {
        return "Failure[status=" + status + ", message=" + message + ", refused=" + refused + "]";
    }
}
