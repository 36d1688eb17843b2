package io.microcdi;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.microcdi.error.CallRefusedException;

/**
 * One instance of a service at the other end of a link. Requests go to it and nowhere else: nothing is retried, and no
 * correlation id is added.
 */
public interface MicroPeer {

    /** The namespace that this instance announced, or was asked for by. */
    String namespace();

    /** Where it listens: {@code host:port}, or {@code host:port/path} if it has a context path. */
    String key();

    /** Whether the link to it is open. */
    boolean isOpen();

    /**
     * Closes the link to it, with 1000. What waits for an answer on it fails; the next call to the namespace opens a link
     * again. Does nothing for a node that is its own peer.
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
     * Sends a message that wants no answer. Returns when it is queued; whether it arrived is not told.
     *
     * @throws CallRefusedException if the link's queue is full or the message is larger than the peer takes
     */
    void push(String url, @Nullable Object payload);

    private static Type of(GenericType<?> type) {
        return Objects.requireNonNull(type, "the type is null").type();
    }
}
