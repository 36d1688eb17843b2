package io.microcdi.internal.client;

import static io.microcdi.internal.client.ClientMessages.MESSAGES;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import io.microcdi.annotation.RegisterMicroClient;
import io.microcdi.annotation.Route;
import io.microcdi.internal.address.Namespaces;
import io.microcdi.internal.wire.Excerpts;

/**
 * The description of a typed client's interface: its namespace, and the call or body of each method.
 *
 * @param namespace the namespace of the service
 * @param routes the methods that make calls
 * @param bodies the default methods that can be run by a handle
 * @param problems the rules that the interface breaks
 */
public record ClientPlan(Class<?> type, String namespace, Map<Method, ClientMethod> routes,
        Map<Method, MethodHandle> bodies, List<IllegalArgumentException> problems) {

    private static final MethodType BODY = MethodType.methodType(Object.class, Object.class, Object[].class);

    /**
     * Reads an interface. It throws nothing: {@link #problems} has all errors.
     *
     * @param mapped says whether an answer can become an exception of a type
     */
    public static ClientPlan of(Class<?> type, Predicate<Class<?>> mapped) {
        ClientPlan plan = new ClientPlan(type, namespace(type), new HashMap<>(), new HashMap<>(), new ArrayList<>());
        plan.read(mapped);
        return plan;
    }

    private static String namespace(Class<?> type) {
        RegisterMicroClient registered = type.getDeclaredAnnotation(RegisterMicroClient.class);
        return registered == null ? null : registered.value();
    }

    /**
     * Checks that the interface keeps all rules.
     *
     * @throws IllegalArgumentException if it breaks one
     */
    void check() {
        if (!problems.isEmpty()) {
            IllegalArgumentException first = problems.get(0);
            problems.stream().skip(1).forEach(first::addSuppressed);
            throw first;
        }
    }

    private void read(Predicate<Class<?>> mapped) {
        if (!type.isInterface() || type.isAnnotation() || type.isSealed()) {
            problems.add(MESSAGES.notAnInterface(type.getName()));
            return;
        }
        if (namespace == null) {
            problems.add(MESSAGES.notRegistered(type.getName()));
        } else if (!Namespaces.isValid(namespace)) {
            problems.add(MESSAGES.badNamespace(type.getName(), Excerpts.of(namespace), Namespaces.GRAMMAR));
        }
        try {
            readMethods(new ClientScanner(type, mapped));
        } catch (LinkageError missing) {
            problems.add(MESSAGES.unreadable(type.getName(), missing.toString(), missing));
        }
    }

    private void readMethods(ClientScanner scanner) {
        Map<String, List<ClientMethod>> byShape = new HashMap<>();
        for (Method method : type.getMethods()) {
            if (Modifier.isStatic(method.getModifiers()) || isOfObject(method)) {
                continue;
            }
            try {
                if (method.isDefault()) {
                    readBody(method);
                } else {
                    ClientScanner.Found found = scanner.scan(method);
                    routes.put(method, found.method());
                    checkClash(found, byShape.computeIfAbsent(found.path().shape(), shape -> new ArrayList<>()));
                }
            } catch (IllegalArgumentException problem) {
                problems.add(problem);
            }
        }
    }

    /**
     * Compares a method with all others of its path, because a method that ignores the answer may have the route of any
     * of them.
     */
    private static void checkClash(ClientScanner.Found found, List<ClientMethod> others) {
        ClientMethod method = found.method();
        others.add(method);
        for (ClientMethod other : others) {
            if (!other.isSameRoute(method)) {
                throw MESSAGES.clash(method.name(), other.name(), found.path().text());
            }
        }
    }

    private static boolean isOfObject(Method method) {
        try {
            return Modifier.isPublic(
                    Object.class.getDeclaredMethod(method.getName(), method.getParameterTypes()).getModifiers());
        } catch (NoSuchMethodException own) {
            return false;
        }
    }

    private void readBody(Method method) {
        if (!method.isBridge() && method.isAnnotationPresent(Route.class)) {
            throw MESSAGES.routeWithBody(ClientScanner.describe(type, method));
        }
        Class<?> owner = method.getDeclaringClass();
        try {
            bodies.put(method, MethodHandles.privateLookupIn(owner, MethodHandles.lookup())
                    .unreflectSpecial(method, owner).asFixedArity()
                    .asSpreader(Object[].class, method.getParameterCount()).asType(BODY));
        } catch (IllegalAccessException notOpen) {
            // it is called by reflection instead
        }
    }
}
