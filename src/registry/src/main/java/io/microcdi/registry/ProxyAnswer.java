package io.microcdi.registry;

import org.jspecify.annotations.Nullable;

import io.microcdi.annotation.Experimental;

/**
 * The outcome of a call that the registry forwarded.
 *
 * @param outcome how it ended
 * @param status the status that the instance answered as JSON text, a number or a text in quotes; empty without an answer
 * @param payload the result as JSON text, unchanged; {@code null} if there is none
 * @param message what went wrong; {@code null} for a result
 * @param mayHaveExecuted whether the handler may have run; {@code false} means that it certainly did not
 */
@Experimental
public record ProxyAnswer(Outcome outcome, String status, @Nullable String payload, @Nullable String message,
        boolean mayHaveExecuted) {

    /** Returns a text without the payload. */
    @Override
    public String toString() {
        return "ProxyAnswer[outcome=" + outcome + ", status=" + status + ", message=" + message + ", mayHaveExecuted="
                + mayHaveExecuted + "]";
    }

    /** How a call ended. */
    public enum Outcome {
        /** With a result. */
        ANSWERED,
        /** The instance answered with a status of its own. */
        FAILED,
        /** The address begins with no registered namespace. */
        NO_NAMESPACE,
        /** The instance could not be reached, or its link closed. */
        NO_INSTANCE,
        /** No answer came in time; the instance was told to stop. */
        TIMEOUT
    }
}
