package io.microcdi.error;

import org.jspecify.annotations.Nullable;

import io.microcdi.internal.wire.Excerpts;

/**
 * The place where a call failed. A member is {@code null} if it was not known at that time.
 *
 * @param namespace the namespace of the called service
 * @param url the route
 * @param instance the key of the instance, {@code host:port} or {@code host:port/path}
 * @param correlationId the id that travelled with the call
 */
public record CallDetails(@Nullable String namespace, @Nullable String url, @Nullable String instance,
        @Nullable String correlationId) {

    /** Details in which no member is known. */
    public static final CallDetails NONE = new CallDetails(null, null, null, null);

    /** Returns a copy with another instance. */
    public CallDetails at(String key) {
        return new CallDetails(namespace, url, key, correlationId);
    }

    /** Returns a text for messages, for example {@code payments/charge at 10.0.0.5:8080}. A url that is long is cut. */
    @Override
    public String toString() {
        String what = (namespace == null ? "" : namespace) + Excerpts.of(url);
        return instance == null ? what : what + " at " + instance;
    }
}
