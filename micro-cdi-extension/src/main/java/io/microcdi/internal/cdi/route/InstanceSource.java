package io.microcdi.internal.cdi.route;

/** Supplies the bean that serves a route. */
@FunctionalInterface
public interface InstanceSource {

    /** Returns the bean for one request. Called while the request scope is active. */
    Lease lease();

    /** A bean in use. */
    interface Lease {

        /** Returns the object on which the method is called. */
        Object instance();

        /** Ends the use. Called once, on any thread, when the handler has answered. */
        void release();
    }

    /** A lease of a shared bean. It need not end. */
    record Shared(Object instance) implements Lease {

        @Override
        public void release() {
            // a shared bean lives until the application ends
        }
    }
}
