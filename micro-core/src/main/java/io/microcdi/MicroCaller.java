package io.microcdi;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import io.microcdi.annotation.Experimental;
import io.microcdi.error.MicroException;
import io.microcdi.error.NamespaceNotFoundException;
import io.microcdi.error.RegistryUnavailableException;

/**
 * Calls services by namespace: finds an instance, sends the request, retries elsewhere where that is safe, and returns
 * the answer. Inject it, or take it from {@link MicroNode#caller()}.
 *
 * <p>A call has one deadline over everything it does, lookups, connections and retries included
 * ({@code micro.request-timeout}, 30 s by default). Every failure is a {@link MicroException}. Safe for use by any
 * number of threads.
 *
 * <pre>{@code
 * Receipt receipt = caller.call("payments", "/charge", new Charge(100), Receipt.class);
 * }</pre>
 */
public interface MicroCaller {

    /**
     * Calls a route of a service and waits for its answer.
     *
     * @param namespace who is called
     * @param url the route there, beginning with {@code /}
     * @param payload what is sent: anything JSON-B writes, a {@code JsonValue}, a {@link RawJson}, or {@code null}
     * @param type what the answer is read as; {@code Void.class} if it does not matter
     * @throws IllegalArgumentException if the namespace or the url cannot be one
     * @throws MicroException if there was no answer, or the answer was a failure
     */
    default <T> @Nullable T call(String namespace, String url, @Nullable Object payload, Class<T> type) {
        return to(namespace).call(url, payload, type);
    }

    /** As {@link #call(String, String, Object, Class)}, for generic types. */
    default <T> @Nullable T call(String namespace, String url, @Nullable Object payload, GenericType<T> type) {
        return to(namespace).call(url, payload, type);
    }

    /** As {@link #call(String, String, Object, Class)}, for a type known only at run time. */
    default <T> @Nullable T call(String namespace, String url, @Nullable Object payload, Type type) {
        return to(namespace).call(url, payload, type);
    }

    /** As {@link #call(String, String, Object, Class)}, with a deadline of its own for the whole call. */
    default <T> @Nullable T call(String namespace, String url, @Nullable Object payload, Class<T> type,
            Duration timeout) {
        return to(namespace).timeout(timeout).call(url, payload, type);
    }

    /** As {@link #call(String, String, Object, Class)}, with a deadline and a number of retries of its own. */
    default <T> @Nullable T call(String namespace, String url, @Nullable Object payload, Class<T> type,
            Duration timeout, int retries) {
        return to(namespace).timeout(timeout).retries(retries).call(url, payload, type);
    }

    /**
     * As {@link #call(String, String, Object, Class)}, without waiting. Cancelling the future sends ABORT, so that the
     * work over there ends too. Its dependants run on the node's callback threads.
     */
    default <T> CompletableFuture<T> callAsync(String namespace, String url, @Nullable Object payload, Class<T> type) {
        return to(namespace).callAsync(url, payload, type);
    }

    /** As {@link #callAsync(String, String, Object, Class)}, for generic types. */
    default <T> CompletableFuture<T> callAsync(String namespace, String url, @Nullable Object payload,
            GenericType<T> type) {
        return to(namespace).callAsync(url, payload, type);
    }

    /** As {@link #callAsync(String, String, Object, Class)}, for a type known only at run time. */
    default <T> CompletableFuture<T> callAsync(String namespace, String url, @Nullable Object payload, Type type) {
        return to(namespace).callAsync(url, payload, type);
    }

    /** Begins a call with settings of its own: {@code caller.to("payments").idempotent().call(…)}. */
    MicroCall to(String namespace);

    /**
     * Begins a call to the node at one address, whatever it is called, and with no registry: for tools, tests and nodes that
     * no registry knows. Nothing is repeated elsewhere, and unless {@link MicroCall#retries} says otherwise not at all. It is
     * told an address and a name that nobody looks up, since a registry may answer there.
     *
     * @param address as {@code ws://10.0.0.5:8080/payments}: what is dialled, with the context path of the node
     * @throws IllegalArgumentException if it is no such address
     */
    @Experimental
    MicroCall at(String address);

    /**
     * One instance of a service: the same one until its link closes or it is excluded.
     *
     * @throws NamespaceNotFoundException if the registry knows no instance
     * @throws RegistryUnavailableException if no registry can be asked and no link is open
     */
    default MicroPeer peer(String namespace) {
        return peer(namespace, java.util.List.of());
    }

    /**
     * As {@link #peer(String)}, passing over some instances.
     *
     * @param exclude keys of instances, {@code host:port} or {@code host:port/path}
     */
    MicroPeer peer(String namespace, Collection<String> exclude);

    /** As {@link #peer(String, Collection)}, without waiting. */
    CompletableFuture<MicroPeer> peerAsync(String namespace, Collection<String> exclude);
}
