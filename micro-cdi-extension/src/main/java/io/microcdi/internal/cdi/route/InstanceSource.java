package io.microcdi.internal.cdi.route;

/** Gives the bean that serves a route. */
@FunctionalInterface
public interface InstanceSource {

    /** The bean for one request. Called while the request scope is active. */
    Lease lease();

    /** A bean in use. */
    interface Lease {

        /** What the method is called on. */
        Object instance();

        /** Ends the use. Called once, on any thread, when the answer is there. */
        void release();
    }

    /** A lease of something shared, which needs no end. */
    record Shared(Object instance) implements Lease {

        @Override
        public void release() {
            // it lives as long as the application
        }
    }
}
