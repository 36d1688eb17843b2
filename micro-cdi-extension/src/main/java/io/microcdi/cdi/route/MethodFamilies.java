package io.microcdi.cdi.route;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Sorts the methods of a class and its supertypes by what overrides what. Bridge methods are left out. */
final class MethodFamilies {

    private record Signature(String name, List<Class<?>> parameters) {
    }

    private final TypeResolver types;
    private final Map<Signature, List<MethodFamily>> families = new LinkedHashMap<>();

    private MethodFamilies(TypeResolver types) {
        this.types = types;
    }

    static List<MethodFamily> of(Class<?> bean, TypeResolver types) {
        MethodFamilies found = new MethodFamilies(types);
        Set<Class<?>> interfaces = new LinkedHashSet<>();
        for (Class<?> type = bean; type != null && type != Object.class; type = type.getSuperclass()) {
            methods(type).forEach(found::addFromClass);
            addInterfaces(type, interfaces);
        }
        interfaces.forEach(type -> methods(type).forEach(found::addFromInterface));
        return found.families.values().stream().flatMap(List::stream).toList();
    }

    private static void addInterfaces(Class<?> type, Set<Class<?>> interfaces) {
        for (Class<?> direct : type.getInterfaces()) {
            interfaces.add(direct);
            addInterfaces(direct, interfaces);
        }
    }

    private static List<Method> methods(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods()).filter(method -> !method.isSynthetic()).toList();
    }

    private void addFromClass(Method method) {
        List<MethodFamily> alike = alike(method);
        if (alike.stream().noneMatch(family -> family.addFromClass(method))) {
            MethodFamily family = new MethodFamily();
            family.addFromClass(method);
            alike.add(family);
        }
    }

    private void addFromInterface(Method method) {
        List<MethodFamily> alike = alike(method);
        if (alike.stream().noneMatch(family -> family.addFromInterface(method))) {
            MethodFamily family = new MethodFamily();
            family.addFromInterface(method);
            alike.add(family);
        }
    }

    private List<MethodFamily> alike(Method method) {
        List<Class<?>> parameters = new ArrayList<>();
        for (var type : method.getGenericParameterTypes()) {
            parameters.add(TypeResolver.raw(types.resolve(type)));
        }
        return families.computeIfAbsent(new Signature(method.getName(), parameters), key -> new ArrayList<>());
    }
}
