package io.microcdi.test;

import org.jspecify.annotations.Nullable;

/** Answers a request to a fake. It runs on the thread that reads the links, and must not block. */
@FunctionalInterface
public interface FakeAnswer {

    /**
     * Answers a request.
     *
     * @return the answer, or a {@code CompletionStage} of it
     * @throws Exception a {@code RouteException} is answered with its own status, any other exception with 500
     */
    @Nullable
    Object answer(FakeRequest request) throws Exception;
}
