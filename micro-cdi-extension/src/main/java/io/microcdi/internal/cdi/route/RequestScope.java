package io.microcdi.internal.cdi.route;

/** The request scope, as it is needed around a method. */
@FunctionalInterface
public interface RequestScope {

    /** Makes the scope active on this thread; where it is so already, that one is used and stays. */
    Activation activate();

    /** A scope that was made active. */
    @FunctionalInterface
    interface Activation extends AutoCloseable {

        /** There was one already. */
        Activation NONE = () -> {
        };

        /** Ends the scope and its beans. Called on the same thread. */
        @Override
        void close();
    }
}
