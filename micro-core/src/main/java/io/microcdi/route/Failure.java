package io.microcdi.route;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

import io.microcdi.error.RouteException;
import io.microcdi.json.PayloadException;
import io.microcdi.wire.JsonText;

/**
 * A handler's failure as the wire says it.
 *
 * @param status a number, or a text in quotes, as JSON text
 * @param message what the caller is told; may be {@code null}
 * @param refused whether the handler surely did not run
 */
public record Failure(String status, String message, boolean refused) {

    /** A request that is not given to a handler. */
    public static Failure refused(int status, String message) {
        return new Failure(Integer.toString(status), message, true);
    }

    /** What a handler threw. */
    public static Failure of(Throwable thrown) {
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
        return new Failure("500", cause.getMessage() == null ? cause.getClass().getName() : cause.getMessage(), false);
    }
}
