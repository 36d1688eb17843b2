package io.microcdi.internal.cdi.route;

import java.lang.reflect.Type;

import io.microcdi.RouteContext;
import io.microcdi.internal.json.PayloadException;
import io.microcdi.internal.route.RequestRefusedException;

/** Where one argument of a route's method comes from. */
@FunctionalInterface
public interface Argument {

    /**
     * Gives the argument for a request.
     *
     * @throws RequestRefusedException with 400 if what was sent does not fit
     */
    Object from(RouteContext context);

    /** The request itself. */
    static Argument context() {
        return context -> context;
    }

    /** What was sent, bound to a type. */
    static Argument payload(Type type) {
        return context -> bind(context, type);
    }

    /** What was sent, where {@code null} will not do. */
    static Argument requiredPayload(Type type) {
        return context -> {
            Object value = bind(context, type);
            if (value == null) {
                throw new RequestRefusedException(400, "a payload is required, but none came or it was null");
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
                throw new RequestRefusedException(400, "path parameter " + name + ": " + quoted(text) + " is no "
                        + type.getSimpleName());
            }
        };
    }

    /** At this point nothing has run, which tells the caller that it may try again. */
    private static Object bind(RouteContext context, Type type) {
        try {
            return context.payload(type);
        } catch (PayloadException e) {
            throw new RequestRefusedException(400, e.getMessage());
        }
    }

    private static String quoted(String text) {
        return '"' + (text.length() > 64 ? text.substring(0, 64) + "…" : text) + '"';
    }
}
