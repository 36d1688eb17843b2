package io.microcdi.error;

import org.jspecify.annotations.Nullable;

/**
 * Where a call failed; members that were not known then are {@code null}.
 *
 * @param namespace who was called
 * @param url the route
 * @param instance the key of the instance, {@code host:port} or {@code host:port/path}
 * @param correlationId the id that travelled with the call
 */
public record CallDetails(@Nullable String namespace, @Nullable String url, @Nullable String instance,
        @Nullable String correlationId) {

    /** Nothing is known. */
    public static final CallDetails NONE = new CallDetails(null, null, null, null);

    /** The same at another instance. */
    public CallDetails at(String key) {
        return new CallDetails(namespace, url, key, correlationId);
    }

    /** For messages: {@code payments/charge at 10.0.0.5:8080}. */
    @Override
    public String toString() {
        String what = (namespace == null ? "" : namespace) + (url == null ? "" : url);
        return instance == null ? what : what + " at " + instance;
    }
}
