package io.microcdi.registry;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import io.microcdi.GenericType;
import io.microcdi.annotation.Experimental;

/**
 * A registry that runs in this process. Nodes connect to it to register, and ask it for instances of a namespace. The
 * program can list the instances, and call services without knowing their addresses:
 *
 * <pre>{@code
 * MicroRegistry registry = MicroRegistry.builder().listen("127.0.0.1", 8427).build();
 * registry.start();
 * User user = registry.call("user-service/users", 17, User.class);
 * }</pre>
 *
 * <p>In a WAR, {@code @Inject MicroRegistry} is the registry that the WAR runs; the server starts and stops it with the
 * application. Thread-safe.
 *
 * <p>An address is {@code namespace/path}, for example {@code payments/charge}, or {@code ws://namespace/path}. The
 * longest registered namespace that the address begins with is called at the rest of the path. A call goes to one
 * instance, chosen at random. If the call certainly has not begun there, because the instance cannot be reached or has
 * left, it goes to another one, to 16 at most. A call that may have begun is never repeated.
 */
@Experimental
public interface MicroRegistry {

    /** Returns a builder with all defaults. */
    static MicroRegistryBuilder builder() {
        return new MicroRegistryBuilder();
    }

    /**
     * Starts the registry and its server. Has no effect on a registry that runs.
     *
     * @throws java.io.UncheckedIOException if the port cannot be used; nothing is left running
     * @throws IllegalStateException in a WAR, where the server starts the registry
     */
    void start();

    /**
     * Returns the port that the registry listens on, also where {@link MicroRegistryBuilder#listen(int)} was given 0.
     *
     * @throws IllegalStateException if the registry does not run, and in a WAR, where it has no port of its own
     */
    int port();

    /**
     * Closes all links with 1001 and ends the server and all threads. The registry may be started again; it then knows
     * no instance, but still has its {@link #departures()} and what persons have drained or ejected. Has no effect on a
     * registry that does not run.
     *
     * @throws IllegalStateException in a WAR, where the server stops the registry
     */
    void stop();

    /** Returns all namespaces that have an instance now, with their instances, ordered by name. */
    List<NamespaceView> namespaces();

    /** Returns the instances of one namespace now, ordered by their keys; empty if there is none. */
    List<InstanceView> instances(String namespace);

    /** Returns the instances that left last, at most 100, the newest first. */
    List<DepartureView> departures();

    /** Returns the reason why the registry can neither read nor write now, in English; empty while all is well. */
    Optional<String> problem();

    /** Begins a call with settings of its own: {@code registry.to("payments/charge").timeout(…).call(…)}. */
    RegistryCall to(String address);

    /** Calls a service and waits, at most for {@code micro.request-timeout}: {@link RegistryCall#call(Object, Class)}. */
    default <T> @Nullable T call(String address, @Nullable Object payload, Class<T> type) {
        return to(address).call(payload, type);
    }

    /** As {@link #call(String, Object, Class)}, for an answer of a generic type. */
    default <T> @Nullable T call(String address, @Nullable Object payload, GenericType<T> type) {
        return to(address).call(payload, type);
    }

    /** Calls a service without waiting: {@link RegistryCall#callAsync(Object, Class)}. */
    default <T> CompletableFuture<T> callAsync(String address, @Nullable Object payload, Class<T> type) {
        return to(address).callAsync(payload, type);
    }

    /** As {@link #callAsync(String, Object, Class)}, for an answer of a generic type. */
    default <T> CompletableFuture<T> callAsync(String address, @Nullable Object payload, GenericType<T> type) {
        return to(address).callAsync(payload, type);
    }

    /**
     * Calls a service with JSON that is checked but neither bound nor changed, as a gateway does. {@code cancel} sends
     * an abort to the instance. The future may complete on the thread that reads the socket: its dependent stages must
     * not block.
     *
     * @param json the payload, one JSON value; {@code null} for none
     * @param timeout the longest time until the answer: more than zero; 146 years and more are no bound
     * @param protocol as in {@link RegistryCall#protocol}
     * @return completes with the outcome, also if the call fails
     * @throws IllegalArgumentException if the timeout is not more than zero, or if the payload is not one JSON value or
     *        breaks a bound of a message; nothing is sent
     */
    CompletableFuture<ProxyAnswer> forward(String address, @Nullable String json, Duration timeout,
            CallProtocol protocol);
}
