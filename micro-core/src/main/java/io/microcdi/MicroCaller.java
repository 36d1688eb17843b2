package io.microcdi;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import io.microcdi.annotation.Experimental;
import io.microcdi.error.ConnectFailedException;
import io.microcdi.error.MicroException;
import io.microcdi.error.NamespaceNotFoundException;
import io.microcdi.error.RegistryUnavailableException;
import io.microcdi.internal.client.Clients;

/**
 * Calls services by namespace. A call finds an instance, sends the request, retries on another instance where that is
 * safe, and returns the answer. Inject the caller, or get it from {@link MicroNode#caller()}.
 *
 * <p>One deadline bounds the whole call, with its lookups, connections and retries ({@code micro.request-timeout}, 30 s
 * by default). Every failure is a {@link MicroException}. Any number of threads may use one caller.
 *
 * <pre>{@code
 * Receipt receipt = caller.call("payments", "/charge", new Charge(100), Receipt.class);
 * }</pre>
 */
public interface MicroCaller {

    /**
     * Calls a route of a service and waits for its answer.
     *
     * @param namespace the namespace of the service
     * @param url the route of the service, beginning with {@code /}
     * @param payload the data of the request: an object that JSON-B can write, a {@code JsonValue}, a {@link RawJson},
     *        or {@code null}
     * @param type the type to which the answer is bound; {@code Void.class} ignores the answer's data
     * @throws IllegalArgumentException if the namespace or the url is invalid
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
     * As {@link #call(String, String, Object, Class)}, without waiting. If you cancel the future, the caller sends
     * ABORT, so that the handler stops too. The dependent stages of the future run on the node's callback threads.
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
     * Begins a call to the node at one address. The call asks no registry, and the node may have any namespace. Use it
     * in tools, in tests, and for nodes that are not registered. The call is never retried on another instance. It is
     * not retried at all unless you set {@link MicroCall#retries}. The handshake announces a host and a namespace that
     * cannot be looked up, because a registry may answer at this address.
     *
     * @param address the address to dial, with the context path of the node, for example
     *        {@code ws://10.0.0.5:8080/payments}
     * @throws IllegalArgumentException if the address is not of this form
     */
    @Experimental
    MicroCall at(String address);

    /**
     * Returns a typed client: an instance of an interface with
     * {@link io.microcdi.annotation.RegisterMicroClient}, whose methods make calls. The method reads the interface by
     * reflection, so keep the client. Any number of threads may use one client. In CDI, inject the interface instead, so
     * that its interceptors run.
     *
     * @throws IllegalArgumentException if the interface breaks a rule. The message names the method and the remedy
     */
    default <T> T client(Class<T> type) {
        return Clients.make(this, Objects.requireNonNull(type, "the type is null"));
    }

    /**
     * Returns one instance of a service. The caller returns the same instance until its link closes or you exclude it.
     *
     * @throws NamespaceNotFoundException if the registry knows no instance
     * @throws RegistryUnavailableException if no registry can be asked and no link is open
     * @throws ConnectFailedException if the instance cannot be reached
     */
    default MicroPeer peer(String namespace) {
        return peer(namespace, java.util.List.of());
    }

    /**
     * As {@link #peer(String)}, without the instances that you exclude.
     *
     * @param exclude the keys of the excluded instances, {@code host:port} or {@code host:port/path}
     */
    MicroPeer peer(String namespace, Collection<String> exclude);

    /**
     * As {@link #peer(String, Collection)}, without waiting. The dependent stages of the future run on the node's callback
     * threads.
     */
    CompletableFuture<MicroPeer> peerAsync(String namespace, Collection<String> exclude);
}
