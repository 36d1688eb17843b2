package io.microcdi;

import java.lang.reflect.Type;
import java.security.Principal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;

/**
 * The request that a handler serves: its caller, its url and its deadline. Calls on the handler's own thread inherit
 * the correlation id, the remaining time and the abort of the request. {@link #wrap(Callable)} carries them to another
 * thread.
 */
public interface RouteContext {

    /** Returns the url of the request. */
    String url();

    /**
     * Returns the value of a path parameter, percent-decoded, or {@code null} if the route has no parameter of that
     * name.
     */
    @Nullable
    String param(String name);

    /** Returns all path parameters by name. */
    Map<String, String> params();

    /** Returns the payload bound to a type, or {@code null} if the request has no payload. */
    <T> @Nullable T payload(Type type);

    /** As {@link #payload(Type)}. */
    default <T> @Nullable T payload(Class<T> type) {
        return payload((Type) type);
    }

    /**
     * Returns the namespace that the caller announced. For a call within the process it is this node's own namespace.
     */
    String callerNamespace();

    /** Returns the key that the caller announced: {@code host:port} or {@code host:port/path}. */
    String callerKey();

    /**
     * Returns the user for whom the caller makes the call. It is empty if the request brought no token, or if
     * {@code micro.security.user} does not say that this node verifies tokens.
     */
    default Optional<Principal> principal() {
        return Optional.empty();
    }

    /** Returns whether the {@linkplain #principal() user} has a role. The role {@code **} stands for every user. */
    default boolean isUserInRole(String role) {
        return false;
    }

    /** Returns the correlation id, if the caller sent one. */
    Optional<String> correlationId();

    /**
     * Returns a text that the caller sent beside the payload, for example the tenant or the locale. It is empty if the
     * caller sent none of that name. The token of the user and the correlation id are not here, but at
     * {@link #principal()} and {@link #correlationId()}.
     *
     * @param name in lower case, for example {@code tenant}
     */
    default Optional<String> metadata(String name) {
        return Optional.empty();
    }

    /** Returns the time until the deadline of the request. It is never negative. */
    Duration remaining();

    /** Returns whether the caller has aborted the request, its link has closed, or the deadline has passed. */
    boolean isAborted();

    /**
     * Runs an action when the request is aborted. If it is aborted already, the action runs at once. The action must
     * not block.
     */
    void onAbort(Runnable action);

    /**
     * Returns the caller as a peer, so that the handler can send requests to it on the same link. It is empty for a
     * call within the process.
     */
    Optional<MicroPeer> peer();

    /** Returns an action that runs with this context on any thread. */
    Runnable wrap(Runnable action);

    /** Returns an action that runs with this context on any thread. */
    <T> Callable<T> wrap(Callable<T> action);
}
