package io.microcdi;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.microcdi.annotation.Experimental;
import io.microcdi.error.MicroException;

/**
 * The end of a call, for a {@link CallInterceptor}. More components may be added.
 *
 * @param duration the time from the first interceptor to the end
 * @param attempts the number of attempts that were begun; 0 if nothing was sent
 * @param instance the key of the instance of the last attempt, {@code host:port} or {@code host:port/path}; {@code null} if
 *        there was no attempt
 * @param failure the failure of the call; {@code null} if it has an answer. A result that cannot be bound to the type of the
 *        caller is no failure here
 */
@Experimental
public record CallEnd(Duration duration, int attempts, @Nullable String instance, @Nullable MicroException failure) {

    /** Returns the host of the instance, without brackets if it is an IPv6 address; {@code null} if there was no attempt. */
    public @Nullable String host() {
        String address = address();
        if (address == null) {
            return null;
        }
        int end = address.lastIndexOf(':');
        return address.startsWith("[") ? address.substring(1, end - 1) : address.substring(0, end);
    }

    /** Returns the port of the instance, from 1 to 65535; 0 if there was no attempt. */
    public int port() {
        String address = address();
        return address == null ? 0 : Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    private @Nullable String address() {
        return instance == null ? null : instance.split("/", 2)[0];
    }
}
