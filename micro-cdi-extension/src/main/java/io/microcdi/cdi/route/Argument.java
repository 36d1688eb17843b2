package io.microcdi.cdi.route;

import java.lang.reflect.Type;

import io.microcdi.RouteContext;
import io.microcdi.error.RouteException;

/** Where one argument of a route's method comes from. */
@FunctionalInterface
public interface Argument {

    /**
     * Gives the argument for a request.
     *
     * @throws RouteException with 400 if what was sent does not fit
     */
    Object from(RouteContext context);

    /** The request itself. */
    static Argument context() {
        return context -> context;
    }

    /** What was sent, bound to a type. */
    static Argument payload(Type type) {
        return context -> context.payload(type);
    }

    /** What was sent, where {@code null} is not possible. */
    static Argument primitivePayload(Class<?> boxed) {
        return context -> {
            Object value = context.payload((Type) boxed);
            if (value == null) {
                throw new RouteException(400, "a payload is required, but none came or it was null");
            }
            return value;
        };
    }

    /** A segment of the path. */
    static Argument path(String name, Class<?> type, ParamConverter converter) {
        return context -> {
            String text = context.param(name);
            try {
                return converter.convert(text);
            } catch (Exception e) {
                throw new RouteException(400, "path parameter " + name + ": " + quoted(text) + " is no "
                        + type.getSimpleName());
            }
        };
    }

    private static String quoted(String text) {
        return '"' + (text.length() > 64 ? text.substring(0, 64) + "…" : text) + '"';
    }
}
