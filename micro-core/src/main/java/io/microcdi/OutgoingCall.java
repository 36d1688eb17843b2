package io.microcdi;

import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.microcdi.annotation.Experimental;
import io.microcdi.error.MicroException;

/**
 * A call that a {@link CallInterceptor} sees. Only the thread that runs the interceptor may use it, and only until the
 * interceptor returns. After that, methods that change the call throw an {@link IllegalStateException}.
 */
@Experimental
public interface OutgoingCall {

    /** Returns the namespace that is called; the address for a call by {@link MicroCaller#at}. */
    String namespace();

    /** Returns the url that is called. It begins with {@code /}, and path parameters have their values. */
    String url();

    /**
     * Returns the time that the whole call has, retries included. In a handler it is at most the remaining time of the
     * served request, except for a request to a {@link MicroPeer}. If no time is left, it is 1 ns.
     */
    Duration timeout();

    /** Returns the largest number of retries; 0 for a push or a request by a {@link MicroPeer}. */
    int retries();

    /** Returns whether the caller says that the call may run twice without harm. */
    boolean idempotent();

    /** Returns the correlation id of the call; {@code null} if it has none: a push, or a request by a {@link MicroPeer}. */
    @Nullable
    String correlationId();

    /**
     * Returns the metadata so far: that of the caller, that of {@code micro.propagate}, and that of the interceptors
     * that have run. The map is an unmodifiable copy.
     */
    Map<String, String> metadata();

    /**
     * Adds a text that travels beside the payload. It replaces an earlier text of the same name. Names and bounds are
     * those of {@link MicroCall#with}.
     *
     * @throws IllegalArgumentException if the name is invalid, or a bound is exceeded. The call is unchanged
     */
    void with(String name, String value);

    /**
     * Answers the call without a service. Nothing is sent, and the interceptors after this one do not run.
     *
     * @param result the result: an object that JSON-B can write, a {@code JsonValue}, a {@link RawJson}, or
     *        {@code null}. It is bound to the type that the caller expects, as the answer of a service
     * @throws io.microcdi.error.MicroException if the result cannot be written
     */
    void answer(@Nullable Object result);

    /**
     * Adds an action that runs before each retry, with the failure of the attempt before it. It runs on a thread of the
     * node, also on one that reads a socket, and must not block. An exception of the action is logged, and does not
     * affect the call.
     */
    void onRetry(Consumer<? super MicroException> action);

    /**
     * Adds an action that runs once, when the call ends, before the caller gets its result. It runs on any thread, also
     * on one that reads a socket, and must not block. An exception of the action is logged, and does not affect the
     * call. Actions run in the reverse order of their interceptors.
     */
    void onEnd(Consumer<? super CallEnd> action);
}
