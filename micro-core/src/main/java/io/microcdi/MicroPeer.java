package io.microcdi;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.microcdi.error.CallRefusedException;
import io.microcdi.error.MicroException;

/**
 * One instance of a service at the other end of a link. It sends its requests to this instance only. It retries no
 * request and adds no correlation id.
 */
public interface MicroPeer {

    /** Returns the namespace that this instance announced, or under which it was looked up. */
    String namespace();

    /** Returns the key of the instance: {@code host:port}, or {@code host:port/path} if it has a context path. */
    String key();

    /** Returns whether the link to the instance is open. */
    boolean isOpen();

    /**
     * Closes the link to the instance with 1000. Requests that wait for an answer on this link fail. The next call to
     * the namespace opens a new link. The method does nothing if the node is its own peer.
     */
    void close();

    /**
     * Sends a request, with {@code micro.request-timeout} as its deadline.
     *
     * @param payload as in {@link MicroCaller#call(String, String, Object, Class)}
     */
    <T> PendingCall<T> request(String url, @Nullable Object payload, Type type);

    /** As {@link #request(String, Object, Type)}, with a deadline of its own. */
    <T> PendingCall<T> request(String url, @Nullable Object payload, Type type, Duration timeout);

    /** As {@link #request(String, Object, Type)}. */
    default <T> PendingCall<T> request(String url, @Nullable Object payload, Class<T> type) {
        return request(url, payload, (Type) type);
    }

    /** As {@link #request(String, Object, Type)}. */
    default <T> PendingCall<T> request(String url, @Nullable Object payload, GenericType<T> type) {
        return request(url, payload, of(type));
    }

    /** As {@link #request(String, Object, Type, Duration)}. */
    default <T> PendingCall<T> request(String url, @Nullable Object payload, Class<T> type, Duration timeout) {
        return request(url, payload, (Type) type, timeout);
    }

    /**
     * Sends a push: a request without an answer. The method returns when the message is in the link's queue. It does
     * not report whether the message arrived.
     *
     * @throws CallRefusedException if the link's queue is full, or the message is larger than the peer accepts
     * @throws MicroException if the payload cannot be written, or an interceptor fails the push. Nothing was sent
     */
    void push(String url, @Nullable Object payload);

    private static Type of(GenericType<?> type) {
        return Objects.requireNonNull(type, "the type is null").type();
    }
}
