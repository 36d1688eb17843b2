package io.microcdi.internal.security;

/**
 * The rest of a filter chain.
 *
 * @param <E1> an exception that it throws
 * @param <E2> another exception that it throws
 */
@FunctionalInterface
public interface FilterRest<E1 extends Exception, E2 extends Exception> {

    /** Continues the request. */
    void run() throws E1, E2;
}
