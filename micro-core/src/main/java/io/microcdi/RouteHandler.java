package io.microcdi;

import org.jspecify.annotations.Nullable;

/** Serves a route. Called by several threads at once. */
@FunctionalInterface
public interface RouteHandler {

    /** Returned by a handler that answers with nothing, as a {@code void} method does; {@code null} is an answer. */
    Object NOTHING = new Object() {
        @Override
        public String toString() {
            return "nothing";
        }
    };

    /**
     * Answers a request.
     *
     * @return the answer, {@link #NOTHING}, or a {@code CompletionStage} of either
     * @throws Exception {@code RouteException} to answer with a status of one's own; anything else is answered as 500
     */
    @Nullable
    Object handle(RouteContext context) throws Exception;
}
