package io.microcdi;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;

/**
 * The request being served: who asked, for what, and until when. Calls made on the handler's own thread inherit its
 * correlation id, its remaining time and its abort; {@link #wrap(Callable)} carries them to other threads.
 */
public interface RouteContext {

    /** The url that was asked for. */
    String url();

    /** The value of a path parameter, percent-decoded; {@code null} if the route has none of that name. */
    @Nullable
    String param(String name);

    /** All path parameters by name. */
    Map<String, String> params();

    /** The payload bound to a type; {@code null} where none was sent. */
    <T> @Nullable T payload(Type type);

    /** As {@link #payload(Type)}. */
    default <T> @Nullable T payload(Class<T> type) {
        return payload((Type) type);
    }

    /** The namespace that the caller announced; this node's own for a call within the process. */
    String callerNamespace();

    /** Where the caller says it listens: {@code host:port} or {@code host:port/path}. */
    String callerKey();

    /** The correlation id, where the caller sent one. */
    Optional<String> correlationId();

    /** How long an answer is still wanted; never negative. */
    Duration remaining();

    /** Whether the caller has given up, its link has closed, or the deadline has passed. */
    boolean isAborted();

    /** Runs an action when the call is aborted, at once if it has been; it must not block. */
    void onAbort(Runnable action);

    /** The caller as a peer that can be called back on the same link; empty for a call within the process. */
    Optional<MicroPeer> peer();

    /** Carries this context to another thread. */
    Runnable wrap(Runnable action);

    /** Carries this context to another thread. */
    <T> Callable<T> wrap(Callable<T> action);
}
