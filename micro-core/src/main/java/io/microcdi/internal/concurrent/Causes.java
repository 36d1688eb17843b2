package io.microcdi.internal.concurrent;

import java.util.Optional;
import java.util.concurrent.CompletionException;

/** The causes of failures. */
public final class Causes {

    private Causes() {
    }

    /** Returns the failure of a stage without the {@link CompletionException} in which a stage after it gets it. */
    public static Throwable unwrapped(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    /** Returns the first of a failure and its causes that has a type; empty if none has. */
    public static <T extends Throwable> Optional<T> find(Throwable failure, Class<T> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return Optional.of(type.cast(cause));
            }
        }
        return Optional.empty();
    }
}
