package io.microcdi.test;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The script of one route. Each method adds a step and returns this script. The steps are used one after the other, one
 * for each request; the last one is repeated. Thread-safe.
 */
public interface FakeRoute {

    /** Answers without data, as a {@code void} method does. */
    FakeRoute answer();

    /** Answers with a value: an object that JSON-B can write, a {@code JsonValue}, a {@code RawJson}, or a stage of one. */
    FakeRoute answer(@Nullable Object value);

    /** Answers with the result of a function. */
    FakeRoute answer(FakeAnswer answer);

    /**
     * Fails with a status and a message, as a handler that throws {@code RouteException}.
     *
     * @param status any number except 200
     */
    FakeRoute fail(int status, @Nullable String message);

    /** As {@link #fail(int, String)}, with a body. */
    FakeRoute fail(int status, @Nullable String message, @Nullable Object body);

    /** Refuses the request with 503 before it runs, as an overloaded instance does. The caller tries another instance. */
    FakeRoute refuse();

    /** Breaks the links of the instance instead of an answer. The instance stays registered, and can be dialled again. */
    FakeRoute loseLink();

    /**
     * Delays the next step by the clock of the test.
     *
     * @param delay zero or more
     * @throws IllegalArgumentException if the delay is negative
     */
    FakeRoute delay(Duration delay);

    /** Announces the route as idempotent, on links that are opened from now on. It is no step. */
    FakeRoute idempotent();
}
