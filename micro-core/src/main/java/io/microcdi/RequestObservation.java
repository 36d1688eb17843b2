package io.microcdi;

import io.microcdi.annotation.Experimental;

/** Observes the run of a handler for one request. An exception of a method is logged, and does not affect the request. */
@Experimental
public interface RequestObservation {

    /**
     * Called when a thread begins to work for the request: the handler's thread, and each thread that runs an action of
     * {@link RouteContext#wrap}.
     *
     * @return called on the same thread when it ends this work
     */
    Runnable enter();

    /**
     * Called once, on any thread, when the answer is known, before it is sent: when the handler has ended, or when it has not
     * ended within {@code micro.handler-timeout} while its caller waits. It must not block.
     */
    void end(RequestEnd end);
}
