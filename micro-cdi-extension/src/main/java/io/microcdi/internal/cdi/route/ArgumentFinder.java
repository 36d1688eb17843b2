package io.microcdi.internal.cdi.route;

import static io.microcdi.internal.cdi.route.RouteMessages.MESSAGES;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import io.microcdi.annotation.Metadata;
import io.microcdi.annotation.RouteParam;
import io.microcdi.internal.json.TypeResolver;
import io.microcdi.internal.node.RouteParameter;
import io.microcdi.internal.node.RoutePath;

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
            RouteParameter parameter = RouteParameter.read(path, types.resolve(parameters[i]),
                    annotations.onParameter(annotated, i, RouteParam.class),
                    annotations.onParameter(annotated, i, Metadata.class), this::fault);
            arguments.add(argument(parameter, isRequired(annotated, i)));
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

    private Argument argument(RouteParameter parameter, boolean required) {
        return switch (parameter.kind()) {
            case PATH -> Argument.path(parameter.name(), TypeResolver.raw(parameter.type()), parameter.converter());
            case METADATA -> Argument.metadata(parameter.name(), required);
            case CONTEXT -> Argument.context();
            case OPTIONS -> Argument.options();
            case PAYLOAD -> {
                payloads.add(parameter.type());
                yield parameter.isPrimitive() ? Argument.primitivePayload(parameter.boxed())
                        : Argument.payload(parameter.type(), required);
            }
        };
    }

    private RuntimeException fault(RouteParameter.Fault fault, String text, Type type) {
        return switch (fault) {
            case UNKNOWN_PARAM -> MESSAGES.unknownParam(name, text, path.text(), path.described());
            case PARAM_TYPE -> MESSAGES.paramType(name, text, type.getTypeName());
            case PARAM_ON_CONTEXT -> MESSAGES.paramOnContext(name, text);
            case METADATA_TYPE -> MESSAGES.metadataType(name, text, type.getTypeName());
            case METADATA_NAME -> MESSAGES.metadataName(name, text);
            case OPEN_PAYLOAD -> MESSAGES.openPayload(name, type.getTypeName());
        };
    }
}
