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
}
