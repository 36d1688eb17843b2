package io.microcdi.internal.cdi.route;

import static io.microcdi.internal.cdi.route.RouteMessages.MESSAGES;

import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import io.microcdi.CallOptions;
import io.microcdi.RouteContext;
import io.microcdi.annotation.Metadata;
import io.microcdi.annotation.RouteParam;
import io.microcdi.internal.json.TypeResolver;
import io.microcdi.internal.node.RoutePath;
import io.microcdi.internal.route.ParamConverter;

/** Finds the source of each argument of a route's method. */
final class ArgumentFinder {

    private static final String NOT_NULL = "jakarta.validation.constraints.NotNull";

    private final String name;
    private final RoutePath path;
    private final TypeResolver types;
    private final AnnotationSource annotations;
    private final List<Type> payloads = new ArrayList<>();

    ArgumentFinder(String name, RoutePath path, TypeResolver types, AnnotationSource annotations) {
        this.name = name;
        this.path = path;
        this.types = types;
        this.annotations = annotations;
    }

    /**
     * Returns the arguments in the method's order.
     *
     * @param running the method whose parameter types are used
     * @param annotated the method whose annotations are used
     */
    List<Argument> of(Method running, Method annotated) {
        Type[] parameters = running.getGenericParameterTypes();
        List<Argument> arguments = new ArrayList<>();
        for (int i = 0; i < parameters.length; i++) {
            Type type = types.resolve(parameters[i]);
            Metadata metadata = annotations.onParameter(annotated, i, Metadata.class);
            RouteParam param = annotations.onParameter(annotated, i, RouteParam.class);
            arguments.add(metadata == null ? argument(type, param, isRequired(annotated, i))
                    : fromMetadata(metadata.value(), type, param, isRequired(annotated, i)));
        }
        if (payloads.size() > 1) {
            throw MESSAGES.severalPayloads(name, payloads.size(),
                    payloads.stream().map(Type::getTypeName).collect(Collectors.joining(", ")));
        }
        return List.copyOf(arguments);
    }

    /**
     * Returns whether a parameter has a {@code NotNull} annotation. The annotation is found by its name, because an
     * application without it need not have its class.
     */
    private boolean isRequired(Method annotated, int index) {
        return annotations.onParameter(annotated, index).stream()
                .anyMatch(annotation -> annotation.annotationType().getName().equals(NOT_NULL));
    }

    private Argument argument(Type type, RouteParam param, boolean required) {
        if (type == RouteContext.class) {
            if (param != null) {
                throw MESSAGES.paramOnContext(name, param.value());
            }
            return Argument.context();
        }
        if (type == CallOptions.class && param == null) {
            return Argument.options();
        }
        return param == null ? payload(type, required) : fromPath(param.value(), TypeResolver.raw(type));
    }

    private Argument fromMetadata(String metadata, Type type, RouteParam param, boolean required) {
        if (type != String.class || param != null) {
            throw MESSAGES.metadataType(name, metadata, type.getTypeName());
        }
        if (!io.microcdi.internal.wire.Metadata.isOwnName(metadata)) {
            throw MESSAGES.metadataName(name, metadata);
        }
        return Argument.metadata(metadata, required);
    }

    private Argument payload(Type type, boolean required) {
        if (TypeResolver.isOpen(type)) {
            throw MESSAGES.openPayload(name, type.getTypeName());
        }
        payloads.add(type);
        if (type instanceof Class<?> raw && raw.isPrimitive()) {
            return Argument.primitivePayload(MethodType.methodType(raw).wrap().returnType());
        }
        return Argument.payload(type, required);
    }

    private Argument fromPath(String param, Class<?> type) {
        if (!path.names().contains(param)) {
            throw MESSAGES.unknownParam(name, param, path.text(), path.described());
        }
        ParamConverter converter = ParamConverter.of(type)
                .orElseThrow(() -> MESSAGES.paramType(name, param, type.getTypeName()));
        return Argument.path(param, type, converter);
    }
}
