package io.microcdi;

import java.lang.reflect.Type;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/**
 * This process as others see it: it serves routes under a namespace, is registered, and calls others.
 *
 * <p>In a server the CDI extension starts and stops it with the application; in Java SE the program does.
 */
public interface MicroNode {

    /**
     * Returns a builder of a node in plain Java SE, with all defaults.
     *
     * @throws IllegalArgumentException if the namespace is invalid
     */
    static MicroNodeBuilder builder(String namespace) {
        return new MicroNodeBuilder(namespace);
    }

    /** The name under which others call this node. */
    String namespace();

    /** Where this node says it listens, {@code host:port} or {@code host:port/path}; empty until it is known. */
    String key();

    /**
     * Serves a route until the registration is closed.
     *
     * @param pattern a path that begins with {@code /}; a segment {@code {name}} takes any one segment. Literal segments
     *        win over parameters
     * @throws IllegalArgumentException if the pattern cannot be read, is reserved ({@code /-/…}), or is taken
     */
    Registration register(String pattern, RouteHandler handler);

    /**
     * As {@link #register(String, RouteHandler)}, with the payload bound to a type first.
     *
     * @param payloadType what the payload is read as
     */
    <P> Registration register(String pattern, Class<P> payloadType, PayloadHandler<P> handler);

    /**
     * Runs a route of this node in this process, without a socket.
     *
     * @return what the handler answered; fails as a call would
     */
    <T> CompletionStage<T> dispatch(String url, @Nullable Object payload, Type type);

    /** Calls other services. */
    MicroCaller caller();

    /** What happened since this node was made, and what is under way now. */
    NodeCounters counters();

    /** Tells of links and registries that come and go. Listeners must not block. */
    Registration addListener(NodeListener listener);

    /** Whether a registry knows this node now. */
    boolean isRegistered();

    /**
     * Completes when this node is registered for the first time since it was started.
     *
     * @return a copy, new for each call: to complete it changes nothing for anybody else
     */
    CompletionStage<Void> ready();

    /**
     * The reason for which this node cannot read or write now, in English; empty while all is well. Health and readiness
     * turn bad with it. A lost registry is no such reason.
     */
    Optional<String> problem();

    /** Whether this node has been registered once since it was started, which is what readiness means. */
    boolean isReady();

    /**
     * Starts serving and joining the registries. Has no effect on a node that runs.
     *
     * @throws io.microcdi.error.RegistryUnavailableException if {@code micro.registry.required} is set and none answers;
     *         the node is then stopped again
     */
    void start();

    /** Leaves: deregistered, calls in flight finished, links closed with 1001. It may be started again. */
    void stop();
}
