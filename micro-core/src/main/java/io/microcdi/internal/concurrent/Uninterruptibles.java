package io.microcdi.internal.concurrent;

/**
 * Waits that an interrupt does not end. If the thread was interrupted before or during the wait, it is interrupted
 * afterwards.
 */
public final class Uninterruptibles {

    private Uninterruptibles() {
    }

    /** A wait with a bound. */
    @FunctionalInterface
    public interface Wait {

        /**
         * Waits.
         *
         * @param nanos the longest time; if it is not positive, the method does not wait
         * @return whether the awaited event has happened
         */
        boolean await(long nanos) throws InterruptedException;
    }

    /** Runs an action. If the thread was interrupted before, that ends no wait of the action. */
    public static void run(Runnable action) {
        boolean interrupted = Thread.interrupted();
        try {
            action.run();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Waits for at most the given nanoseconds. Returns the result of the wait. */
    public static boolean await(long nanos, Wait wait) {
        long startedAt = System.nanoTime();
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return wait.await(nanos - (System.nanoTime() - startedAt));
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
