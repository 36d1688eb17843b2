package io.microcdi.internal.cdi.route;

import java.lang.reflect.Type;

import io.microcdi.CallOptions;
import io.microcdi.RouteContext;
import io.microcdi.internal.json.PayloadException;
import io.microcdi.internal.route.ParamConverter;
import io.microcdi.internal.route.RequestRefusedException;

/**
 * The source of one argument of a route's method.
 *
 * @param name the argument's name for a caller: {@code payload}, {@code param.id} for the path parameter {@code id}, or
 *        {@code metadata.tenant} for the metadata {@code tenant}
 * @param notNull whether the parameter has a {@code NotNull} annotation
 * @param source supplies the argument
 */
public record Argument(String name, boolean notNull, Source source) {

    private static final String PAYLOAD = "payload";
    private static final String NO_PAYLOAD = "a payload is required, but none came or it was null";

    /** Supplies an argument. */
    @FunctionalInterface
    interface Source {

        /**
         * Returns the argument for a request.
         *
         * @throws RequestRefusedException with 400 if the request does not match the argument's type
         */
        Object from(RouteContext context);
    }

    /**
     * Returns the argument for a request.
     *
     * @throws RequestRefusedException with 400 if the request does not match the argument's type, or if the argument is
     *        {@code null} and must not be
     */
    public Object from(RouteContext context) {
        Object value = source.from(context);
        if (value == null && notNull) {
            throw new RequestRefusedException(400,
                    name.equals(PAYLOAD) ? NO_PAYLOAD : name + " is required, but none came");
        }
        return value;
    }

    /** Returns an argument that may be {@code null}. */
    Argument nullable() {
        return notNull ? new Argument(name, false, source) : this;
    }

    /** Returns the source of the request context. */
    static Argument context() {
        return new Argument("context", false, context -> context);
    }

    /** Returns the source of the call options, which have a meaning for callers only. */
    static Argument options() {
        return new Argument("options", false, context -> CallOptions.DEFAULTS);
    }

    /** Returns the source of a text beside the payload. */
    static Argument metadata(String name, boolean notNull) {
        return new Argument("metadata." + name, notNull, context -> context.metadata(name).orElse(null));
    }

    /** Returns the source of the payload, bound to a type. */
    static Argument payload(Type type, boolean notNull) {
        return new Argument(PAYLOAD, notNull, context -> bind(context, type));
    }

    /** Returns the source of the payload of a primitive parameter, which cannot be {@code null}. */
    static Argument primitivePayload(Type type) {
        return new Argument(PAYLOAD, false, context -> {
            Object value = bind(context, type);
            if (value == null) {
                throw new RequestRefusedException(400, NO_PAYLOAD);
            }
            return value;
        });
    }

    /** Returns the source of a path parameter. */
    static Argument path(String name, Class<?> type, ParamConverter converter) {
        return new Argument("param." + name, false, context -> {
            String text = context.param(name);
            try {
                return converter.convert(text);
            } catch (Exception e) {
                throw new RequestRefusedException(400, "path parameter " + name + ": " + quoted(text) + " is no "
                        + type.getSimpleName());
            }
        });
    }

    /** Binds the payload. A failure is a refusal, because the handler has not run: the caller may then retry. */
    private static Object bind(RouteContext context, Type type) {
        try {
            return context.payload(type);
        } catch (PayloadException e) {
            throw RequestRefusedException.of(e);
        }
    }

    private static String quoted(String text) {
        return '"' + (text.length() > 64 ? text.substring(0, 64) + "…" : text) + '"';
    }
}
