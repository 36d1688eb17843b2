package io.microcdi.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.microcdi.RouteContext;

/**
 * Makes a method a route. Other nodes call it by this application's namespace and this path.
 *
 * <p>On a class or an interface, the annotation gives a prefix for the paths of all its routes. For example,
 * {@code @Route("/orders")} on a class and {@code @Route("/{id}")} on a method serve {@code /orders/{id}}.
 * {@code @Route("/")} on a method then serves the prefix itself.
 *
 * <p>The method may have these parameters, in any order: at most one for the payload, which JSON-B binds; any number
 * with {@link RouteParam} or {@link Metadata}; and a {@link RouteContext}. It returns a value, {@code void}, or a {@code CompletionStage}.
 *
 * <p>On a method of an interface with {@link RegisterMicroClient}, it names the route that the method calls.
 *
 * <p>A method inherits the annotation as in Jakarta REST: from the nearest superclass that has it, or else from an
 * interface. The prefix is the one of the bean's class or of its nearest superclass that has one. If there is none, it
 * is the prefix of the interface on which the method's annotation is written.
 */
@Documented
@Target({ ElementType.METHOD, ElementType.TYPE })
@Retention(RetentionPolicy.RUNTIME)
public @interface Route {

    /** The path, beginning with {@code /}. A segment {@code {name}} matches any one segment. */
    String value();

    /**
     * Whether the route may run twice without harm. Callers then retry a call even if an earlier attempt may have run.
     * On a class, it applies to all routes of the class.
     */
    boolean idempotent() default false;

    /** The thread that runs the route. On a class, {@link Execution#INLINE} applies to all routes of the class. */
    Execution execution() default Execution.POOL;

    /**
     * How many requests of the route may be in work at once, on each node; 0 for any number. A request is in work until
     * its answer is known, also after the method has returned a {@code CompletionStage}. Further requests wait, as long as
     * {@code micro.handler.max-wait} allows; those of an {@link Execution#INLINE} route are refused at once. A refused
     * request did not run, and its caller tries another instance. On a class, it applies to each route of the class that
     * has no number of its own. The configuration {@code micro.route."/path".max-concurrent} is stronger.
     */
    int maxConcurrent() default 0;

    /** The thread that runs a route. */
    enum Execution {
        /** A handler thread of the node. The route may block. */
        POOL,
        /**
         * The thread that reads the socket. Use it only for a method that never blocks and that returns quickly. While
         * the method runs, the other messages of this link wait. On some servers the messages of other connections wait
         * too. A blocking call on this thread throws at once.
         */
        INLINE
    }
}
