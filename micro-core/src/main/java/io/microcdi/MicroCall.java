package io.microcdi;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import io.microcdi.error.MicroException;

/**
 * A call to one namespace with settings of its own. It is immutable: each setter returns a new object. You can store
 * one and use it for many calls on many threads.
 *
 * <pre>{@code
 * caller.to("payments").timeout(ofSeconds(1)).idempotent().call("/charge", charge, Receipt.class);
 * }</pre>
 */
public interface MicroCall {

    /**
     * Sets the deadline of the whole call, retries included. The default is {@code micro.request-timeout}.
     *
     * @param timeout more than zero
     */
    MicroCall timeout(Duration timeout);

    /**
     * Sets the deadline of one attempt. A call whose attempt timed out is retried on another instance only if this
     * deadline is set. The default is {@code micro.attempt-timeout}, which has no value of its own.
     *
     * @param timeout more than zero
     */
    MicroCall attemptTimeout(Duration timeout);

    /**
     * Sets how often a failed attempt may be repeated on another instance. The default is {@code micro.retries}.
     *
     * @param retries zero or more
     */
    MicroCall retries(int retries);

    /**
     * Declares that this call may run twice without harm. The caller then retries it even if an earlier attempt may
     * have run.
     */
    MicroCall idempotent();

    /**
     * Sets the correlation id that travels with the call. The default is the id of the request that this thread serves,
     * or else a random id.
     */
    MicroCall correlationId(String correlationId);

    /**
     * Returns a copy that sends a text beside the payload, for example the tenant or the locale. A handler reads it by
     * {@link RouteContext#metadata}. It replaces an earlier text of the same name. A peer that takes no metadata does
     * not get it, for example one of the Node.js packages. A call has at most 30 texts, of 8 KiB in UTF-8 together with
     * their names, the correlation id and the token of the user. {@code micro.propagate} names those that nested calls
     * take over.
     *
     * @param name 1 to 64 characters of {@code a-z}, {@code 0-9} and {@code -}, for example {@code tenant}. Neither
     *        {@code authorization} nor {@code correlation-id}
     * @throws IllegalArgumentException if the name is invalid, or a bound is exceeded
     */
    MicroCall with(String name, String value);

    /**
     * Calls a route and waits for the answer.
     *
     * @param url the route of the service, beginning with {@code /}
     * @throws IllegalArgumentException if the url does not begin with {@code /}
     * @throws MicroException if there was no answer, or the answer was a failure
     */
    <T> @Nullable T call(String url, @Nullable Object payload, Type type);

    /** As {@link #call(String, Object, Type)}. */
    default <T> @Nullable T call(String url, @Nullable Object payload, Class<T> type) {
        return call(url, payload, (Type) type);
    }

    /** As {@link #call(String, Object, Type)}. */
    default <T> @Nullable T call(String url, @Nullable Object payload, GenericType<T> type) {
        return call(url, payload, of(type));
    }

    /** Calls without a payload, and waits. */
    default <T> @Nullable T call(String url, Class<T> type) {
        return call(url, RawJson.ABSENT, (Type) type);
    }

    /** Calls without a payload, and waits. */
    default <T> @Nullable T call(String url, GenericType<T> type) {
        return call(url, RawJson.ABSENT, of(type));
    }

    /** Calls a route without waiting. If you cancel the future, the caller sends ABORT. */
    <T> CompletableFuture<T> callAsync(String url, @Nullable Object payload, Type type);

    /** As {@link #callAsync(String, Object, Type)}, without a payload. */
    default <T> CompletableFuture<T> callAsync(String url, Class<T> type) {
        return callAsync(url, RawJson.ABSENT, (Type) type);
    }

    /** As {@link #callAsync(String, Object, Type)}, without a payload. */
    default <T> CompletableFuture<T> callAsync(String url, GenericType<T> type) {
        return callAsync(url, RawJson.ABSENT, of(type));
    }

    /** As {@link #callAsync(String, Object, Type)}. */
    default <T> CompletableFuture<T> callAsync(String url, @Nullable Object payload, Class<T> type) {
        return callAsync(url, payload, (Type) type);
    }

    /** As {@link #callAsync(String, Object, Type)}. */
    default <T> CompletableFuture<T> callAsync(String url, @Nullable Object payload, GenericType<T> type) {
        return callAsync(url, payload, of(type));
    }

    private static Type of(GenericType<?> type) {
        return Objects.requireNonNull(type, "the type is null").type();
    }
}
