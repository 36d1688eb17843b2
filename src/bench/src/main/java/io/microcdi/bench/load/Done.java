package io.microcdi.bench.load;

/** Told that a call has ended. */
@FunctionalInterface
public interface Done {

    /**
     * It has ended.
     *
     * @param failure {@code null} if the answer is the order that was sent
     */
    void done(Throwable failure);
}
