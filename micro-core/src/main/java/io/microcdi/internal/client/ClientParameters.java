package io.microcdi.internal.client;

import static io.microcdi.internal.client.ClientMessages.MESSAGES;

import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.microcdi.CallOptions;
import io.microcdi.RouteContext;
import io.microcdi.annotation.Metadata;
import io.microcdi.annotation.RouteParam;
import io.microcdi.internal.json.TypeResolver;
import io.microcdi.internal.node.RoutePath;
import io.microcdi.internal.route.ParamConverter;

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
            read(i, types.resolve(parameters[i]), annotated.getParameters()[i]);
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

    private void read(int index, Type type, Parameter annotated) {
        RouteParam param = annotated.getAnnotation(RouteParam.class);
        Metadata text = annotated.getAnnotation(Metadata.class);
        if (text != null) {
            addMetadata(index, text.value(), type, param);
        } else if (param != null) {
            addParam(index, param.value(), TypeResolver.raw(type));
        } else if (type == RouteContext.class) {
            throw MESSAGES.context(name);
        } else if (type == CallOptions.class) {
            if (options != NONE) {
                throw MESSAGES.optionsTwice(name);
            }
            options = index;
        } else {
            addPayload(index, type);
        }
    }

    private void addMetadata(int index, String text, Type type, RouteParam param) {
        if (type != String.class || param != null) {
            throw MESSAGES.metadataType(name, text, type.getTypeName());
        }
        if (!io.microcdi.internal.wire.Metadata.isOwnName(text) || metadata.containsValue(text)) {
            throw MESSAGES.metadataName(name, text);
        }
        metadata.put(index, text);
    }

    private void addParam(int index, String param, Class<?> type) {
        int place = path.names().indexOf(param);
        if (place < 0) {
            throw MESSAGES.unknownParam(name, param, path.text(), path.described());
        }
        if (params[place] != NONE) {
            throw MESSAGES.paramTwice(name, param);
        }
        if (ParamConverter.of(type).isEmpty()) {
            throw MESSAGES.paramType(name, param, type.getTypeName());
        }
        params[place] = index;
    }

    private void addPayload(int index, Type type) {
        if (TypeResolver.isOpen(type)) {
            throw MESSAGES.openType(name, type.getTypeName());
        }
        payloads++;
        payload = index;
        payloadType = type instanceof Class<?> raw ? MethodType.methodType(raw).wrap().returnType() : type;
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
