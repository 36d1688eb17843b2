package io.microcdi.internal.client;

import static io.microcdi.internal.client.ClientMessages.MESSAGES;

import java.lang.invoke.MethodType;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.BaseStream;

import io.microcdi.PendingCall;
import io.microcdi.annotation.Route;
import io.microcdi.internal.json.TypeResolver;
import io.microcdi.internal.node.RoutePath;
import io.microcdi.internal.wire.Excerpts;

/** Reads the methods of one interface, and checks each against the rules. */
final class ClientScanner {

    /** A method that keeps all rules, with the path of its route. */
    record Found(ClientMethod method, RoutePath path) {
    }

    private final Class<?> client;
    private final Predicate<Class<?>> mapped;
    private final TypeResolver types;
    private final Set<Class<?>> interfaces = new LinkedHashSet<>();

    /**
     * Makes a scanner.
     *
     * @param mapped says whether a method that declares a type means the exception of a mapper
     */
    ClientScanner(Class<?> client, Predicate<Class<?>> mapped) {
        this.client = client;
        this.mapped = mapped;
        this.types = new TypeResolver(client);
        addInterfaces(client);
    }

    private void addInterfaces(Class<?> type) {
        if (interfaces.add(type)) {
            Arrays.stream(type.getInterfaces()).forEach(this::addInterfaces);
        }
    }

    /** Returns the interface, the method, and the declaring interface if it is another one. */
    static String describe(Class<?> client, Method method) {
        StringJoiner parameters = new StringJoiner(", ", client.getName() + "." + method.getName() + "(", ")");
        for (Class<?> parameter : method.getParameterTypes()) {
            parameters.add(parameter.getSimpleName());
        }
        return method.getDeclaringClass() == client ? parameters.toString()
                : parameters + " (inherited from " + method.getDeclaringClass().getName() + ")";
    }

    /**
     * Reads a method.
     *
     * @throws IllegalArgumentException if it breaks a rule
     */
    Found scan(Method method) {
        String name = describe(client, method);
        Method annotated = annotated(name, method);
        RoutePath path = path(name, annotated);
        Type returned = types.resolve(method.getGenericReturnType());
        boolean later = isLater(returned);
        checkThrown(name, method, later);
        ClientParameters parameters = new ClientParameters(name, path, types);
        parameters.read(method, annotated);
        return new Found(new ClientMethod(name, new ClientUrl(name, path), parameters.params(), parameters.metadata(),
                parameters.payload(), parameters.payloadType(), parameters.options(), answer(name, returned, later),
                later, isIdempotent(annotated), List.of(method.getExceptionTypes())), path);
    }

    private void checkThrown(String name, Method method, boolean later) {
        for (Class<?> thrown : method.getExceptionTypes()) {
            boolean checked = !RuntimeException.class.isAssignableFrom(thrown)
                    && !Error.class.isAssignableFrom(thrown);
            if (later ? checked || mapped.test(thrown) : checked && !mapped.test(thrown)) {
                throw later ? MESSAGES.exceptionOfStage(name, thrown.getName())
                        : MESSAGES.checkedException(name, thrown.getName());
            }
        }
    }

    /** Returns the method that has the annotations: the method itself, or else the nearest one that it overrides. */
    private Method annotated(String name, Method method) {
        if (method.isAnnotationPresent(Route.class)) {
            return method;
        }
        List<Method> candidates = new ArrayList<>();
        for (Class<?> type : interfaces) {
            for (Method other : type.getDeclaredMethods()) {
                if (other.isAnnotationPresent(Route.class) && other.getName().equals(method.getName())
                        && signature(other).equals(signature(method))) {
                    candidates.add(other);
                }
            }
        }
        List<Method> nearest = candidates.stream()
                .filter(one -> candidates.stream().noneMatch(other -> !other.equals(one)
                        && one.getDeclaringClass().isAssignableFrom(other.getDeclaringClass())))
                .toList();
        if (nearest.isEmpty()) {
            throw MESSAGES.noRoute(name);
        }
        if (nearest.size() > 1) {
            throw MESSAGES.twoInterfaces(name, nearest.get(0).getDeclaringClass().getName(),
                    nearest.get(1).getDeclaringClass().getName());
        }
        return nearest.get(0);
    }

    private List<Class<?>> signature(Method method) {
        List<Class<?>> signature = new ArrayList<>();
        for (Type type : method.getGenericParameterTypes()) {
            signature.add(TypeResolver.raw(types.resolve(type)));
        }
        return signature;
    }

    private RoutePath path(String name, Method annotated) {
        Class<?> owner = annotated.getDeclaringClass();
        for (Class<?> type : interfaces) {
            Route lost = type == owner || !owner.isAssignableFrom(type) ? null
                    : type.getDeclaredAnnotation(Route.class);
            if (lost != null) {
                throw MESSAGES.prefixLost(name, owner.getName(), Excerpts.of(lost.value()), type.getName());
            }
        }
        Route prefix = owner.getDeclaredAnnotation(Route.class);
        try {
            return RoutePath.parse(RoutePath.join(prefix == null ? null : prefix.value(),
                    annotated.getAnnotation(Route.class).value()));
        } catch (IllegalArgumentException e) {
            throw MESSAGES.badPath(name, e.getMessage());
        }
    }

    private static boolean isIdempotent(Method annotated) {
        Route prefix = annotated.getDeclaringClass().getDeclaredAnnotation(Route.class);
        return annotated.getAnnotation(Route.class).idempotent() || prefix != null && prefix.idempotent();
    }

    private static boolean isLater(Type returned) {
        Class<?> raw = TypeResolver.raw(returned);
        return raw == CompletionStage.class || raw == CompletableFuture.class || raw == PendingCall.class;
    }

    /** Returns whether a type, or a type inside it, is that of a later value, so that no JSON can be bound to it. */
    private static boolean holdsLater(Type type) {
        Class<?> raw = TypeResolver.raw(type);
        return raw == PendingCall.class || CompletionStage.class.isAssignableFrom(raw)
                || Future.class.isAssignableFrom(raw) || Flow.Publisher.class.isAssignableFrom(raw)
                || BaseStream.class.isAssignableFrom(raw)
                || raw.isArray() && holdsLater(type instanceof GenericArrayType array ? array.getGenericComponentType()
                        : raw.getComponentType())
                || type instanceof ParameterizedType generic
                        && Arrays.stream(generic.getActualTypeArguments()).anyMatch(ClientScanner::holdsLater);
    }

    private static Type answer(String name, Type returned, boolean later) {
        Type answer = !later ? returned
                : returned instanceof ParameterizedType stage ? stage.getActualTypeArguments()[0] : Object.class;
        if (TypeResolver.isOpen(answer)) {
            throw MESSAGES.openType(name, answer.getTypeName());
        }
        if (holdsLater(answer)) {
            throw MESSAGES.returnType(name, returned.getTypeName());
        }
        // void is bound as Void is; the other primitives are bound as such, so that null is an error
        return answer == void.class ? MethodType.methodType(void.class).wrap().returnType() : answer;
    }
}
