package io.microcdi.internal.client;

import java.lang.invoke.MethodType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.microcdi.CallOptions;
import io.microcdi.MicroCall;
import io.microcdi.RawJson;

/**
 * A method of a typed client that makes calls. Immutable.
 *
 * @param name the method's name for messages
 * @param url makes the url
 * @param params the index of the argument for each parameter of the path, in the order of the path
 * @param metadata the name of the metadata for the index of each argument that is one
 * @param payload the index of the payload; -1 for none
 * @param payloadType the type of the payload; {@code null} for none
 * @param options the index of the {@link CallOptions}; -1 for none
 * @param answer the type to which the answer is bound
 * @param later whether the method returns before the answer is there
 * @param idempotent whether its calls are idempotent
 * @param throwing the exceptions that it declares
 */
record ClientMethod(String name, ClientUrl url, List<Integer> params, Map<Integer, String> metadata, int payload,
        Type payloadType, int options, Type answer, boolean later, boolean idempotent, List<Class<?>> throwing) {

    private static final Object[] NOTHING = {};
    private static final Set<Type> ANY = Set.of(RawJson.class, Void.class);

    /**
     * Makes a call.
     *
     * @param base the call with the settings of the namespace
     * @param arguments the arguments of the method; {@code null} for none
     */
    Object call(MicroCall base, Object[] arguments) {
        Object[] given = arguments == null ? NOTHING : arguments;
        MicroCall call = idempotent ? base.idempotent() : base;
        for (Map.Entry<Integer, String> entry : metadata.entrySet()) {
            Object text = given[entry.getKey()];
            call = text == null ? call : call.with(entry.getValue(), (String) text);
        }
        if (options >= 0 && given[options] instanceof CallOptions chosen) {
            call = Objects.requireNonNull(chosen.apply(call), "the CallOptions have returned null");
        }
        Object[] values = params.isEmpty() ? NOTHING : new Object[params.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = given[params.get(i)];
        }
        Object data = payload < 0 ? RawJson.ABSENT : given[payload];
        if (later) {
            CompletableFuture<Object> result = call.callAsync(url.of(values), data, answer);
            return result;
        }
        return call.<Object>call(url.of(values), data, answer);
    }

    /** Returns the exceptions that it declares. */
    Class<?>[] declared() {
        return throwing.toArray(Class<?>[]::new);
    }

    /**
     * Returns whether another method with the same path can mean the same route: both have the same payload and the same
     * answer. {@link RawJson} stands for any, and a method may ignore the answer.
     */
    boolean isSameRoute(ClientMethod other) {
        Type own = unwrapped(answer);
        Type others = unwrapped(other.answer);
        return (Objects.equals(payloadType, other.payloadType) || payloadType == RawJson.class && other.payload >= 0
                || other.payloadType == RawJson.class && payload >= 0)
                && (own.equals(others) || ANY.contains(own) || ANY.contains(others));
    }

    private static Type unwrapped(Type answer) {
        if (answer instanceof ParameterizedType generic && generic.getRawType() == Optional.class) {
            return generic.getActualTypeArguments()[0];
        }
        return answer instanceof Class<?> raw ? MethodType.methodType(raw).wrap().returnType() : answer;
    }
}
