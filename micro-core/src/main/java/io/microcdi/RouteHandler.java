package io.microcdi;

import org.jspecify.annotations.Nullable;

/** Serves a route. Several threads may call it at the same time. */
@FunctionalInterface
public interface RouteHandler {

    /**
     * The return value of a handler whose answer has no data, like the answer of a {@code void} method. It differs from
     * {@code null}, which is sent as the data {@code null}.
     */
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
     * @throws Exception a {@code RouteException} is answered with its own status. A {@code RouteExceptionMapper} may
     *        translate other exceptions. The node answers any other exception with 500
     */
    @Nullable
    Object handle(RouteContext context) throws Exception;
}
