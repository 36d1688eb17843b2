package io.microcdi.internal.cdi.route;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Supplier;

import io.microcdi.annotation.Route;
import io.microcdi.internal.json.TypeResolver;

/**
 * Groups the methods of a class and its supertypes: a method belongs to the group of the methods that it overrides.
 * Only methods with the name of a {@link Route} method are grouped. This saves time, because most beans have no routes.
 * Bridge methods are ignored.
 */
final class MethodFamilies {

    private final List<Method> inClasses = new ArrayList<>();
    private final List<Method> inInterfaces = new ArrayList<>();
    /** The families by method name and parameter types. */
    private final Map<List<Object>, List<MethodFamily>> families = new LinkedHashMap<>();
    private final Supplier<TypeResolver> types;

    private MethodFamilies(Class<?> bean, Supplier<TypeResolver> types) {
        this.types = types;
        Set<Class<?>> interfaces = new LinkedHashSet<>();
        for (Class<?> type = bean; type != null && type != Object.class; type = type.getSuperclass()) {
            addMethods(type, inClasses);
            addInterfaces(type, interfaces);
        }
        interfaces.forEach(type -> addMethods(type, inInterfaces));
    }

    /**
     * Groups the methods of a bean.
     *
     * @param types supplies the resolver, and is called only if the bean has a route
     */
    static List<MethodFamily> of(Class<?> bean, AnnotationSource annotations, Supplier<TypeResolver> types) {
        MethodFamilies found = new MethodFamilies(bean, types);
        Set<String> names = new HashSet<>();
        found.addNames(found.inClasses, annotations, names);
        found.addNames(found.inInterfaces, annotations, names);
        return names.isEmpty() ? List.of() : found.sorted(names);
    }

    private static void addInterfaces(Class<?> type, Set<Class<?>> interfaces) {
        for (Class<?> direct : type.getInterfaces()) {
            interfaces.add(direct);
            addInterfaces(direct, interfaces);
        }
    }

    private static void addMethods(Class<?> type, List<Method> methods) {
        for (Method method : type.getDeclaredMethods()) {
            if (!method.isSynthetic()) {
                methods.add(method);
            }
        }
    }

    private void addNames(List<Method> methods, AnnotationSource annotations, Set<String> names) {
        for (Method method : methods) {
            if (annotations.onMethod(method, Route.class) != null) {
                names.add(method.getName());
            }
        }
    }

    private List<MethodFamily> sorted(Set<String> names) {
        for (Method method : inClasses) {
            if (names.contains(method.getName())) {
                add(method, MethodFamily::addFromClass);
            }
        }
        for (Method method : inInterfaces) {
            if (names.contains(method.getName())) {
                add(method, MethodFamily::addFromInterface);
            }
        }
        List<MethodFamily> all = new ArrayList<>();
        families.values().forEach(all::addAll);
        return all;
    }

    @SuppressWarnings("ReturnValueIgnored") // an empty family takes each method
    private void add(Method method, BiPredicate<MethodFamily, Method> taken) {
        List<MethodFamily> alike = alike(method);
        for (MethodFamily family : alike) {
            if (taken.test(family, method)) {
                return;
            }
        }
        MethodFamily family = new MethodFamily();
        taken.test(family, method);
        alike.add(family);
    }

    private List<MethodFamily> alike(Method method) {
        List<Object> signature = new ArrayList<>();
        signature.add(method.getName());
        for (Type type : method.getGenericParameterTypes()) {
            signature.add(TypeResolver.raw(types.get().resolve(type)));
        }
        return families.computeIfAbsent(signature, key -> new ArrayList<>());
    }
}
