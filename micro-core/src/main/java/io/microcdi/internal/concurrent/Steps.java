package io.microcdi.internal.concurrent;

import java.util.Collection;
import java.util.function.Consumer;

/** Runs steps that must all run, such as those of a stop: the failure of one step keeps no other step from running. */
public final class Steps {

    private Steps() {
    }

    /** Runs all steps in order. Then it throws the first failure, with the others as suppressed ones. */
    public static void run(Runnable... steps) {
        Throwable first = null;
        for (Runnable step : steps) {
            try {
                step.run();
            } catch (RuntimeException | Error e) {
                if (first == null) {
                    first = e;
                } else if (first != e) {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            rethrow(first);
        }
    }

    /** Throws an unchecked failure. */
    public static void rethrow(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) failure;
    }

    /** As {@link #run}: one step for each element. */
    public static <T> void each(Collection<T> elements, Consumer<? super T> step) {
        run(elements.stream().<Runnable>map(element -> () -> step.accept(element)).toArray(Runnable[]::new));
    }
}
