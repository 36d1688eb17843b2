package io.microcdi.internal.route;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

import io.microcdi.error.RouteException;
import io.microcdi.internal.json.PayloadException;
import io.microcdi.internal.wire.JsonText;

/**
 * A handler's failure as the wire says it.
 *
 * @param status a number, or a text in quotes, as JSON text
 * @param message for the caller; may be {@code null}
 * @param refused whether the handler surely did not run
 * @param isForTheCaller whether the application has chosen status and message; {@code false} for an exception that nobody
 *        has meant for the caller
 */
public record Failure(String status, String message, boolean refused, boolean isForTheCaller) {

    /** A failure that is meant for the caller. */
    public Failure(String status, String message, boolean refused) {
        this(status, message, refused, true);
    }

    /** A request that is not given to a handler. */
    public static Failure refused(int status, String message) {
        return new Failure(Integer.toString(status), message, true);
    }

    /**
     * The failure for what a handler threw. The text of an exception that is no {@link RouteException} may hold anything, as
     * an address with a password: the caller is told the correlation id instead, by which it is found in the log.
     *
     * @param expose whether the caller is told the text all the same
     * @param correlationId {@code null} if there is none
     */
    public static Failure of(Throwable thrown, boolean expose, String correlationId) {
        Throwable cause = thrown;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof RouteException route) {
            String status = route.statusText() == null ? Integer.toString(route.status())
                    : JsonText.quote(route.statusText());
            return new Failure(status, route.getMessage(), route instanceof RequestRefusedException);
        }
        if (cause instanceof PayloadException) {
            return new Failure("400", cause.getMessage(), false);
        }
        return internalError(cause, expose, correlationId);
    }

    /**
     * The failure for a result that cannot be written. The caller is told what was wrong with it, but not the text of an
     * exception that the result itself has thrown.
     *
     * @param expose whether the caller is told the text all the same
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
}
