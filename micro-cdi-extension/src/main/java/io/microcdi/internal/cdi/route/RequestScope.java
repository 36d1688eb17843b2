package io.microcdi.internal.cdi.route;

/** Activates the request scope around a method. */
@FunctionalInterface
public interface RequestScope {

    /**
     * Activates the scope on this thread. If a request scope is active already, that scope is used and stays active.
     */
    Activation activate();

    /** An activated scope. */
    @FunctionalInterface
    interface Activation extends AutoCloseable {

        /** The activation of a scope that was active already. */
        Activation NONE = () -> {
        };

        /** Ends the scope and destroys its beans. Called on the thread that activated it. */
        @Override
        void close();
    }
}
