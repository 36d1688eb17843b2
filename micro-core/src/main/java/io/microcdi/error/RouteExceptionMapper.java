package io.microcdi.error;

import org.jspecify.annotations.Nullable;

import io.microcdi.annotation.Experimental;

/**
 * Translates exceptions of the application into answers, and answers back into exceptions. In an application with CDI each
 * bean of this type is used. A program in Java SE gives it to {@code MicroNodeBuilder.exceptionMapper}.
 *
 * <pre>{@code
 * @ApplicationScoped
 * public class SoldOutMapper implements RouteExceptionMapper<SoldOutException> {
 *
 *     public RouteException toRouteException(SoldOutException exception) {
 *         return new RouteException(409, "sold out").with(new SoldOut(exception.item()));
 *     }
 *
 *     public SoldOutException toException(CallFailedException failure) {
 *         return failure.status() == 409 ? new SoldOutException(failure.body(SoldOut.class).item()) : null;
 *     }
 * }
 * }</pre>
 *
 * <p>The node asks the mapper of the nearest type: that of the exception's class, or else of its superclass, and so on. It
 * looks at the cause of a {@code CompletionException}, {@code ExecutionException}, {@code UndeclaredThrowableException} and
 * {@code EJBException}. A {@link RouteException} is the answer itself, so that no mapper is asked.
 *
 * <p>Several threads may call a mapper at the same time. The mapper of an inline route may run on the thread that reads the
 * socket, and must not block there.
 *
 * @param <E> the type of the exceptions. A bean must say it: {@code implements RouteExceptionMapper<SoldOutException>}
 */
@Experimental
public interface RouteExceptionMapper<E extends Throwable> {

    /**
     * Returns the answer to the caller. If this method throws or returns {@code null}, the caller gets 500 and "internal
     * error".
     *
     * @param exception the exception that the handler has thrown, or with which its stage has failed
     */
    RouteException toRouteException(E exception);

    /**
     * Returns the exception for a failed call. A typed client asks the mappers of the types that its method declares,
     * so that the method throws what the handler threw. Then, for each of these types, it asks the mappers of the
     * subclasses, the most specific first, and the mappers of the superclasses, the nearest first. The first exception
     * of a declared type counts.
     *
     * @param failure the answer of the other node, with its status and body
     * @return the exception; {@code null} if the answer is not one of this mapper. The caller gets {@code failure} then, and
     *         also if this method throws
     */
    default @Nullable E toException(CallFailedException failure) {
        return null;
    }
}
