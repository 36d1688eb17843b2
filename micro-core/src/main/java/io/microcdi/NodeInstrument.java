package io.microcdi;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.microcdi.annotation.Experimental;

/**
 * Measures or traces a node: its outgoing calls, the requests that it serves, and its state. In an application, the bean of
 * this type is the instrument of the node; several beans fail the deployment. In Java SE, {@link MicroNodeBuilder#instrument}
 * sets it. The jar {@code micro-opentelemetry} has one, which nodes find by themselves if they are given no other. The
 * instrument is the first of the interceptors, and its exceptions are logged. Thread-safe.
 */
@Experimental
public interface NodeInstrument extends CallInterceptor {

    /**
     * Called on the handler's thread before a handler runs. The node's own routes, which begin with {@code /-/}, and requests
     * that are refused before they have a thread are not observed. An exception is logged, and the request is not observed.
     *
     * @param namespace the namespace of the node that serves the request
     * @param route the pattern of the route, as <code>/receipts/{id}</code>
     * @param waited the time since the arrival of the request
     * @return the observation; {@code null} for none
     */
    @Nullable
    RequestObservation serve(RouteContext request, String namespace, String route, Duration waited);

    /**
     * Called when the node has refused a request of an application before its observation began: with 404, 429 or 503, or with 403
     * because of the token of the calling node. There is no {@link RequestObservation} of it. The 401 or 403 of a rule for users
     * ends an observation. It may run on a thread that reads a socket, and must not block. An exception has no
     * effect.
     *
     * @param namespace the namespace of the node
     * @param route the pattern of the route; {@code null} if there is no such route
     * @param status the status of the answer
     * @param waited the time since the arrival of the request
     */
    default void refused(String namespace, @Nullable String route, int status, Duration waited) {
        // an instrument need not count refusals
    }

    /**
     * Called when a node has started.
     *
     * @param gauges the current numbers of the node
     * @return is closed when the node stops
     */
    Registration attach(NodeGauges gauges);
}
