package io.microcdi.it.chaos.load;

/**
 * A call that ended.
 *
 * @param number of the call, from 0
 * @param began nanoseconds by the system's monotonic clock
 * @param ended the same
 * @param outcome the kind of end
 * @param instance the key of the instance that answered or failed; empty if none
 * @param failure the failure as a text; empty for an answer
 */
public record Ended(int number, long began, long ended, Outcome outcome, String instance, String failure) {

    /** The kinds of end. */
    public enum Outcome {
        /** An answer came. */
        ANSWERED,
        /** The call failed, and certainly did not run. */
        NOT_EXECUTED,
        /** The call failed, and may have run. */
        DOUBTFUL
    }

    /** Returns whether the call failed. */
    public boolean failed() {
        return outcome != Outcome.ANSWERED;
    }

    /** Returns whether this call may run twice without harm, as each second one. */
    public boolean isIdempotent() {
        return isIdempotent(number);
    }

    /** Returns whether a call may run twice without harm. */
    public static boolean isIdempotent(int number) {
        return number % 2 == 0;
    }

    /** Returns how long it took. */
    public long millis() {
        return (ended - began) / 1_000_000;
    }
}
