package io.microcdi.internal.registry.web;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/** Gives something back at the first call only: several ways lead to the end of an answer. Thread-safe. */
final class OnceRunnable implements Runnable {

    /** Work that hands the action to its successor. */
    interface Work<T> {
        T run() throws IOException;
    }

    private final AtomicBoolean done = new AtomicBoolean();
    private final Runnable action;

    OnceRunnable(Runnable action) {
        this.action = action;
    }

    @Override
    public void run() {
        if (done.compareAndSet(false, true)) {
            action.run();
        }
    }

    /**
     * Does work that hands this action to its successor. If the work fails, for example because the request has ended, the
     * action runs now.
     */
    <T> T handOver(Work<T> work) throws IOException {
        boolean handedOver = false;
        try {
            T result = work.run();
            handedOver = true;
            return result;
        } finally {
            if (!handedOver) {
                run();
            }
        }
    }
}
