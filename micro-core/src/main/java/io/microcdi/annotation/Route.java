package io.microcdi.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.microcdi.RouteContext;

/**
 * A method that others may call by this application's namespace and this path. On a class or an interface: the beginning of
 * the paths of all its routes, so that {@code @Route("/orders")} on a class and {@code @Route("/{id}")} on a method serve
 * {@code /orders/{id}}; {@code @Route("/")} on a method is then the path of the class itself.
 *
 * <p>Parameters, in any order: at most one for the payload, which JSON-B binds; any number of {@link RouteParam}; a
 * {@link RouteContext}. It returns a value, {@code void}, or a {@code CompletionStage}. The annotation is inherited as
 * in Jakarta REST: the nearest wins, a superclass before an interface. The beginning is that of the bean's class or its
 * nearest superclass that has one, else that of the interface on which the method's own annotation is written.
 */
@Documented
@Target({ ElementType.METHOD, ElementType.TYPE })
@Retention(RetentionPolicy.RUNTIME)
public @interface Route {

    /** The path, beginning with {@code /}; a segment {@code {name}} takes any one segment. */
    String value();

    /**
     * Whether running it twice does no harm, so that callers may repeat it after it may have run. On a class it is so for all
     * its routes.
     */
    boolean idempotent() default false;

    /** Which thread runs it; {@link Execution#INLINE} on a class is for all its routes. */
    Execution execution() default Execution.POOL;

    /** Which thread runs a route. */
    enum Execution {
        /** One of the node's own, which may block. */
        POOL,
        /**
         * The one that reads the socket: for a method that never blocks and is done at once. What else it reads waits, and on
         * some servers other connections, too. A blocking call there throws at once.
         */
        INLINE
    }
}
