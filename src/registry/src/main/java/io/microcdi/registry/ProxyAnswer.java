package io.microcdi.registry;

/**
 * What became of a call that the registry made for somebody.
 *
 * @param outcome how it ended
 * @param status what the instance answered as JSON text, a number or a text in quotes; empty where it gave no answer
 * @param payload the result as JSON text, as it came; {@code null} where there is none
 * @param message what went wrong; {@code null} for a result
 */
public record ProxyAnswer(Outcome outcome, String status, String payload, String message) {

    /** How a call ended. */
    public enum Outcome {
        /** With a result. */
        ANSWERED,
        /** The instance answered with a status of its own. */
        FAILED,
        /** No namespace begins the address. */
        NO_NAMESPACE,
        /** The namespace's instance could not be reached, or its link closed. */
        NO_INSTANCE,
        /** No answer came in time; the instance was told to stop. */
        TIMEOUT
    }

    static ProxyAnswer of(Outcome outcome, String message) {
        return new ProxyAnswer(outcome, "", null, message);
    }
}
