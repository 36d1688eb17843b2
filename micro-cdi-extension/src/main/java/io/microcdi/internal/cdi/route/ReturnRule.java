package io.microcdi.internal.cdi.route;

import static io.microcdi.internal.cdi.route.RouteMessages.MESSAGES;

import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.stream.BaseStream;

import io.microcdi.internal.json.TypeResolver;

/** Checks the return type of a route's method. */
final class ReturnRule {

    private ReturnRule() {
    }

    /**
     * Returns whether a method answers with a value. {@code void}, {@code Void} and a stage of {@code Void} are not
     * values.
     */
    static boolean answers(String name, Method method, TypeResolver types) {
        Type type = types.resolve(method.getGenericReturnType());
        Class<?> raw = TypeResolver.raw(type);
        if (CompletionStage.class.isAssignableFrom(raw)) {
            return !(type instanceof ParameterizedType parameterized
                    && parameterized.getActualTypeArguments()[0] == Void.class);
        }
        if (Future.class.isAssignableFrom(raw) || Flow.Publisher.class.isAssignableFrom(raw)
                || BaseStream.class.isAssignableFrom(raw)) {
            throw MESSAGES.returnType(name, type.getTypeName());
        }
        return raw != void.class && raw != Void.class;
    }
}
