package io.microcdi;

import org.jspecify.annotations.Nullable;

import io.microcdi.annotation.Experimental;

/**
 * The end of the work for a request, for a {@link RequestObservation}. More components may be added.
 *
 * @param status the status of the answer as a number, 200 for a result; 0 if it is a text, or if there is no answer
 * @param statusText the status of the answer as a text of the application; {@code null} if it is a number, or if there is no
 *        answer
 * @param aborted whether the handler failed after its caller had given up, so that there is no answer
 * @param failure the exception of the handler, or a {@link java.util.concurrent.TimeoutException} if it has not ended in
 *        time; {@code null} for a result, and if the request was aborted
 */
@Experimental
public record RequestEnd(int status, @Nullable String statusText, boolean aborted, @Nullable Throwable failure) {
}
