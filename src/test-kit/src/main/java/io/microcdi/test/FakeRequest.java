package io.microcdi.test;

import java.lang.reflect.Type;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/** A request that came to a {@link Fake}. Thread-safe. */
public interface FakeRequest {

    /** Returns the url of the request. */
    String url();

    /** Returns the value of a path parameter; {@code null} if the route has no parameter of that name. */
    @Nullable
    String param(String name);

    /** Returns the payload bound to a type; {@code null} if the request has none. */
    <T> @Nullable T payload(Class<T> type);

    /** As {@link #payload(Class)}, for generic types. */
    <T> @Nullable T payload(Type type);

    /** Returns a text that the caller sent beside the payload, as the tenant. */
    Optional<String> metadata(String name);

    /** Returns the correlation id, if the caller sent one. */
    Optional<String> correlationId();

    /** Returns the namespace of the caller. */
    String callerNamespace();

    /** Returns the key of the instance to which the request came, for example {@code 127.0.0.1:40001}. */
    String instance();

    /** Returns whether the caller has aborted the request, its link has closed, or its deadline has passed. */
    boolean isAborted();
}
