package io.microcdi.internal.node;

import java.lang.invoke.MethodType;
import java.lang.reflect.Type;

import org.jspecify.annotations.Nullable;

import io.microcdi.CallOptions;
import io.microcdi.RouteContext;
import io.microcdi.annotation.RouteParam;
import io.microcdi.internal.json.TypeResolver;
import io.microcdi.internal.route.ParamConverter;
import io.microcdi.internal.wire.Excerpts;

/**
 * The meaning of one parameter of a method with a route, on both ends: at a service, and in the interface of a typed client.
 *
 * @param type the type, in which type variables have their meaning
 * @param name the name of the path parameter or of the metadata; {@code null} for other kinds
 * @param converter reads a path parameter; {@code null} for other kinds
 */
public record RouteParameter(Kind kind, Type type, @Nullable String name, @Nullable ParamConverter converter) {

    /** The kinds of parameters. */
    public enum Kind {
        /** The value of a parameter of the path. */
        PATH,
        /** A text beside the payload. */
        METADATA,
        /** The payload. */
        PAYLOAD,
        /** The {@link CallOptions}. */
        OPTIONS,
        /** The {@link RouteContext}. */
        CONTEXT
    }

    /** The faults of one parameter. */
    public enum Fault {
        /** The path has no parameter of this name. */
        UNKNOWN_PARAM,
        /** A text of a path cannot become the type. */
        PARAM_TYPE,
        /** A {@link RouteContext} is not from the path. */
        PARAM_ON_CONTEXT,
        /** Metadata is not a text, or is in the path too. */
        METADATA_TYPE,
        /** The name is no name of metadata. */
        METADATA_NAME,
        /** The type of the payload has a type variable without a meaning. */
        OPEN_PAYLOAD
    }

    /** Makes the error for a fault. */
    @FunctionalInterface
    public interface Faults {

        /**
         * Returns the error.
         *
         * @param name the name of the path parameter or of the metadata; empty for a payload
         */
        RuntimeException of(Fault fault, String name, Type type);
    }

    /**
     * Reads a parameter.
     *
     * @param type the type, in which type variables have their meaning
     * @param param the annotation of the parameter; {@code null} if it has none
     * @param metadata the annotation of the parameter; {@code null} if it has none
     * @throws RuntimeException that of {@code faults} if the parameter breaks a rule
     */
    public static RouteParameter read(RoutePath path, Type type, @Nullable RouteParam param,
            io.microcdi.annotation.@Nullable Metadata metadata, Faults faults) {
        if (metadata != null) {
            return metadata(metadata.value(), type, param, faults);
        }
        if (param != null) {
            return path(path, param.value(), type, faults);
        }
        if (type == RouteContext.class || type == CallOptions.class) {
            return new RouteParameter(type == RouteContext.class ? Kind.CONTEXT : Kind.OPTIONS, type, null, null);
        }
        if (TypeResolver.isOpen(type)) {
            throw faults.of(Fault.OPEN_PAYLOAD, "", type);
        }
        return new RouteParameter(Kind.PAYLOAD, type, null, null);
    }

    private static RouteParameter metadata(String name, Type type, @Nullable RouteParam param, Faults faults) {
        if (type != String.class || param != null) {
            throw faults.of(Fault.METADATA_TYPE, Excerpts.of(name), type);
        }
        if (!io.microcdi.internal.wire.Metadata.isOwnName(name)) {
            throw faults.of(Fault.METADATA_NAME, Excerpts.of(name), type);
        }
        return new RouteParameter(Kind.METADATA, type, name, null);
    }

    private static RouteParameter path(RoutePath path, String name, Type type, Faults faults) {
        if (type == RouteContext.class) {
            throw faults.of(Fault.PARAM_ON_CONTEXT, Excerpts.of(name), type);
        }
        if (!path.names().contains(name)) {
            throw faults.of(Fault.UNKNOWN_PARAM, Excerpts.of(name), type);
        }
        ParamConverter converter = ParamConverter.of(TypeResolver.raw(type))
                .orElseThrow(() -> faults.of(Fault.PARAM_TYPE, Excerpts.of(name), TypeResolver.raw(type)));
        return new RouteParameter(Kind.PATH, type, name, converter);
    }

    /** Returns whether the parameter cannot be {@code null}. */
    public boolean isPrimitive() {
        return type instanceof Class<?> raw && raw.isPrimitive();
    }

    /** Returns the type; its class for objects if it is primitive. */
    public Type boxed() {
        return type instanceof Class<?> raw ? MethodType.methodType(raw).wrap().returnType() : type;
    }
}
