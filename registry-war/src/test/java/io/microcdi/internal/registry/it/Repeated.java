package io.microcdi.internal.registry.it;

/** Does something again and again on a thread of its own, until it is closed or the thing itself ends it. */
final class Repeated implements AutoCloseable {

    private final Thread thread;
    private volatile boolean ended;

    /** One round. */
    interface Step {

        /** Returns whether another round follows. */
        boolean run() throws InterruptedException;
    }

    /** Begins. */
    Repeated(String name, Step step) {
        thread = new Thread(() -> {
            try {
                while (!ended && step.run()) {
                    // the step has done all
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }, name);
        thread.start();
    }

    /** Waits for the end of the round that has begun. */
    @Override
    public void close() {
        ended = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
