package io.microcdi;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import io.microcdi.error.MicroException;

/**
 * A call to one namespace with settings of its own. Immutable: each setting gives a new object, so that one may be kept
 * and used for many calls by many threads.
 *
 * <pre>{@code
 * caller.to("payments").timeout(ofSeconds(1)).idempotent().call("/charge", charge, Receipt.class);
 * }</pre>
 */
public interface MicroCall {

    /**
     * The deadline of the whole call, retries included. Default: {@code micro.request-timeout}.
     *
     * @param timeout more than zero
     */
    MicroCall timeout(Duration timeout);

    /**
     * The deadline of one attempt; only with it can an attempt that timed out go to another instance. Default:
     * {@code micro.attempt-timeout}, which is not set.
     *
     * @param timeout more than zero
     */
    MicroCall attemptTimeout(Duration timeout);

    /**
     * How often a failed attempt may be repeated on another instance. Default: {@code micro.retries}.
     *
     * @param retries zero or more
     */
    MicroCall retries(int retries);

    /** Says that running this call twice does no harm, so that it may be repeated after it may have run. */
    MicroCall idempotent();

    /** The correlation id that travels with the call. Default: that of the route being served, else a random one. */
    MicroCall correlationId(String correlationId);

    /**
     * Calls and waits.
     *
     * @param url the route there, beginning with {@code /}
     * @throws IllegalArgumentException if the url does not begin so
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

    /** Calls without waiting; cancelling the future sends ABORT. */
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
