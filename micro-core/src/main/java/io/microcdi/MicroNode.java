package io.microcdi;

import java.lang.reflect.Type;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.microcdi.config.SecurityMode;

/**
 * A node: it serves routes under a namespace, registers at the registries, and calls other services.
 *
 * <p>In a server, the CDI extension starts and stops the node with the application. In Java SE, the program starts and
 * stops it.
 */
public interface MicroNode {

    /**
     * Returns a builder of a node for Java SE. All settings have their defaults.
     *
     * @throws IllegalArgumentException if the namespace is invalid
     */
    static MicroNodeBuilder builder(String namespace) {
        return new MicroNodeBuilder(namespace);
    }

    /** Returns the namespace under which other nodes call this node. */
    String namespace();

    /**
     * Returns the key of this node, which is made from its advertised address: {@code host:port} or
     * {@code host:port/path}. It is empty until the address is known.
     */
    String key();

    /**
     * Serves a route until you close the registration.
     *
     * @param pattern a path that begins with {@code /}. A segment {@code {name}} matches any one segment. A literal
     *        segment is preferred to a parameter
     * @throws IllegalArgumentException if the pattern is invalid, reserved ({@code /-/…}), or already registered
     */
    Registration register(String pattern, RouteHandler handler);

    /**
     * As {@link #register(String, RouteHandler)}, with the payload bound to a type first.
     *
     * @param payloadType the type to which the payload is bound
     */
    <P> Registration register(String pattern, Class<P> payloadType, PayloadHandler<P> handler);

    /**
     * Runs a route of this node in this process, without a socket.
     *
     * @return the answer of the handler. The stage fails as a call would
     */
    <T> CompletionStage<T> dispatch(String url, @Nullable Object payload, Type type);

    /** Returns the caller, which calls other services. */
    MicroCaller caller();

    /**
     * Returns counters of this node: totals since it was built, and the numbers of current calls, requests and links.
     */
    NodeCounters counters();

    /** Adds a listener for links and registries. The listener must not block. */
    Registration addListener(NodeListener listener);

    /** Returns whether this node is registered at a registry now. */
    boolean isRegistered();

    /**
     * Returns a stage that completes when this node is registered for the first time since it was started. You may ask for
     * it before {@link #start()}. Its dependents run on the node's callback threads, where they may call and wait.
     *
     * @return a new copy for each call. If you complete it yourself, no other caller of this method sees that
     */
    CompletionStage<Void> ready();

    /**
     * Returns the reason, in English, why this node cannot read or write now. It is empty while the node is well. The
     * node's health check and readiness check are down while there is a reason. A lost registry is not a reason.
     */
    Optional<String> problem();

    /** Returns the state of this node at this moment. */
    NodeState state();

    /** Returns which peers must prove who they are, as {@code micro.security.mode} says. */
    default SecurityMode securityMode() {
        return SecurityMode.AUTO;
    }

    /**
     * Returns whether this node is ready. A node is ready when a registry has registered it at least once since its
     * start, or, without a registry, when it has found itself at its own address. A node that leaves is not ready.
     */
    boolean isReady();

    /**
     * Starts to serve routes and to register at the registries. It has no effect on a node that runs.
     *
     * @throws io.microcdi.error.RegistryUnavailableException if {@code micro.registry.required} is set and no registry
     *        answers. The node is then stopped again
     */
    void start();

    /**
     * Prepares the node for its end, so that no call is lost. The node is not ready any more. It tells its peers and its
     * registries that it leaves, so that new calls go to other instances. It refuses later requests as not executed, and lets
     * the calls in work end, for at most {@code micro.drain-timeout} (20 s). It stays so until you stop it. Call this method
     * where your server closes the sockets of an application before it tells the application that it stops.
     *
     * @return a stage that completes when the calls in work have ended, or the time has passed. It is complete if the node
     *         does not run. Its dependents run on the node's callback threads, where they may stop the node
     */
    CompletionStage<Void> drain();

    /**
     * Stops the node: {@linkplain #drain() drains} it, waits for that, and closes its links with 1001. You can start it
     * again. An interrupt of the thread does not end the wait; the thread is interrupted afterwards. Do not call this method
     * in a handler of the node: it waits for that request, too.
     */
    void stop();
}
