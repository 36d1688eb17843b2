package io.microcdi.internal.client;

import static io.microcdi.internal.client.ClientMessages.MESSAGES;

import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.microcdi.annotation.Metadata;
import io.microcdi.annotation.RouteParam;
import io.microcdi.internal.json.TypeResolver;
import io.microcdi.internal.node.RouteParameter;
import io.microcdi.internal.node.RoutePath;

/** Finds the meaning of each parameter of a method. */
final class ClientParameters {

    private static final int NONE = -1;

    private final String name;
    private final RoutePath path;
    private final TypeResolver types;
    private final int[] params;
    private final Map<Integer, String> metadata = new LinkedHashMap<>();
    private int payloads;
    private int payload = NONE;
    private Type payloadType;
    private int options = NONE;

    ClientParameters(String name, RoutePath path, TypeResolver types) {
        this.name = name;
        this.path = path;
        this.types = types;
        this.params = new int[path.names().size()];
        Arrays.fill(params, NONE);
    }

    /**
     * Reads the parameters.
     *
     * @param method the method whose types are used
     * @param annotated the method whose annotations are used
     */
    void read(Method method, Method annotated) {
        Type[] parameters = method.getGenericParameterTypes();
        for (int i = 0; i < parameters.length; i++) {
            Parameter parameter = annotated.getParameters()[i];
            add(i, RouteParameter.read(path, types.resolve(parameters[i]), parameter.getAnnotation(RouteParam.class),
                    parameter.getAnnotation(Metadata.class), this::fault));
        }
        if (payloads > 1) {
            throw MESSAGES.severalPayloads(name, payloads);
        }
        for (int i = 0; i < params.length; i++) {
            if (params[i] == NONE) {
                throw MESSAGES.missingParam(name, path.text(), path.names().get(i));
            }
        }
    }

    private void add(int index, RouteParameter parameter) {
        switch (parameter.kind()) {
            case PATH -> addParam(index, parameter.name());
            case METADATA -> {
                if (metadata.containsValue(parameter.name())) {
                    throw MESSAGES.metadataName(name, parameter.name());
                }
                metadata.put(index, parameter.name());
            }
            case CONTEXT -> throw MESSAGES.context(name);
            case OPTIONS -> {
                if (options != NONE) {
                    throw MESSAGES.optionsTwice(name);
                }
                options = index;
            }
            case PAYLOAD -> {
                payloads++;
                payload = index;
                payloadType = parameter.boxed();
            }
        }
    }

    private void addParam(int index, String param) {
        int place = path.names().indexOf(param);
        if (params[place] != NONE) {
            throw MESSAGES.paramTwice(name, param);
        }
        params[place] = index;
    }

    private RuntimeException fault(RouteParameter.Fault fault, String text, Type type) {
        return switch (fault) {
            case UNKNOWN_PARAM -> MESSAGES.unknownParam(name, text, path.text(), path.described());
            case PARAM_TYPE -> MESSAGES.paramType(name, text, type.getTypeName());
            case PARAM_ON_CONTEXT -> MESSAGES.context(name);
            case METADATA_TYPE -> MESSAGES.metadataType(name, text, type.getTypeName());
            case METADATA_NAME -> MESSAGES.metadataName(name, text);
            case OPEN_PAYLOAD -> MESSAGES.openType(name, type.getTypeName());
        };
    }

    List<Integer> params() {
        return Arrays.stream(params).boxed().toList();
    }

    Map<Integer, String> metadata() {
        return metadata;
    }

    int payload() {
        return payload;
    }

    Type payloadType() {
        return payloadType;
    }

    int options() {
        return options;
    }
}
