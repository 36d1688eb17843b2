package io.microcdi.registry;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import io.microcdi.GenericType;
import io.microcdi.RawJson;
import io.microcdi.annotation.Experimental;

/**
 * A call of a registry to one address with settings of its own. Immutable: each setting returns a new object. You can
 * store one and use it for many calls on many threads.
 *
 * <pre>{@code
 * User user = registry.to("user-service/users").timeout(ofSeconds(1)).call(17, User.class);
 * }</pre>
 */
@Experimental
public interface RegistryCall {

    /**
     * Sets the longest time until the answer. The default is {@code micro.request-timeout}.
     *
     * @param timeout more than zero; 146 years and more are no bound
     * @throws IllegalArgumentException if it is not
     */
    RegistryCall timeout(Duration timeout);

    /**
     * Sets which handlers of a Node.js instance of {@code @iocore/micro-ws} are called. Other instances ignore it. The
     * default is {@code WS}.
     */
    RegistryCall protocol(CallProtocol protocol);

    /**
     * Returns a copy that sends a text beside the payload, as {@link io.microcdi.MicroCall#with}, whose rules for names and
     * bounds hold.
     *
     * @throws IllegalArgumentException if the name is invalid, or a bound is exceeded
     */
    RegistryCall with(String name, String value);

    /**
     * Calls and waits.
     *
     * @param payload bound by JSON-B, as by {@link io.microcdi.MicroCaller}: {@code null} is sent as {@code null},
     *        {@link RawJson#ABSENT} is nothing
     * @param type the type of the answer
     * @return the answer; {@code null} if the service answered nothing, or {@code null}
     * @throws io.microcdi.error.MicroException if the call fails: {@code NamespaceNotFoundException},
     *         {@code CallTimeoutException}, {@code LinkLostException}, {@code CallRefusedException},
     *         {@code CallFailedException}, {@code CallAbortedException} where the thread was interrupted; also if the
     *         payload cannot be written, or there is no JSON-B
     */
    <T> @Nullable T call(@Nullable Object payload, Class<T> type);

    /** As {@link #call(Object, Class)}, for an answer of a generic type. */
    <T> @Nullable T call(@Nullable Object payload, GenericType<T> type);

    /** As {@link #call(Object, Class)}, without a payload. */
    default <T> @Nullable T call(Class<T> type) {
        return call(RawJson.ABSENT, type);
    }

    /** As {@link #call(Object, Class)}, without a payload and for an answer of a generic type. */
    default <T> @Nullable T call(GenericType<T> type) {
        return call(RawJson.ABSENT, type);
    }

    /**
     * Calls without waiting. The future fails as {@link #call(Object, Class)} does; {@code join} throws the exception
     * itself. If you cancel or complete the future, as {@code orTimeout} does, the registry sends an abort to the
     * instance. Dependent stages run on the registry's threads for callbacks.
     */
    <T> CompletableFuture<T> callAsync(@Nullable Object payload, Class<T> type);

    /** As {@link #callAsync(Object, Class)}, for an answer of a generic type. */
    <T> CompletableFuture<T> callAsync(@Nullable Object payload, GenericType<T> type);

    /** As {@link #callAsync(Object, Class)}, without a payload. */
    default <T> CompletableFuture<T> callAsync(Class<T> type) {
        return callAsync(RawJson.ABSENT, type);
    }

    /** As {@link #callAsync(Object, Class)}, without a payload and for an answer of a generic type. */
    default <T> CompletableFuture<T> callAsync(GenericType<T> type) {
        return callAsync(RawJson.ABSENT, type);
    }
}
