package io.microcdi.internal.cdi.route;

import java.lang.reflect.Type;

import io.microcdi.RouteContext;
import io.microcdi.internal.json.PayloadException;
import io.microcdi.internal.route.RequestRefusedException;

/** The source of one argument of a route's method. */
@FunctionalInterface
public interface Argument {

    /**
     * Returns the argument for a request.
     *
     * @throws RequestRefusedException with 400 if the request does not match the argument's type
     */
    Object from(RouteContext context);

    /** Returns the source of the request context. */
    static Argument context() {
        return context -> context;
    }

    /** Returns the source of the payload, bound to a type. */
    static Argument payload(Type type) {
        return context -> bind(context, type);
    }

    /** Returns the source of the payload of a parameter that must not be {@code null}. */
    static Argument requiredPayload(Type type) {
        return context -> {
            Object value = bind(context, type);
            if (value == null) {
                throw new RequestRefusedException(400, "a payload is required, but none came or it was null");
            }
            return value;
        };
    }

    /** Returns the source of a path parameter. */
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

    /** Binds the payload. A failure is a refusal, because the handler has not run: the caller may then retry. */
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
