package io.microcdi.internal.cdi.route;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * One method of a bean, with all methods that it overrides or implements.
 *
 * <p>{@code inClasses} contains the method that runs, and then the methods of the superclasses upwards. It is empty for
 * a default method of an interface. {@code inInterfaces} contains the methods of interfaces, in no particular order.
 */
final class MethodFamily {

    private final List<Method> inClasses = new ArrayList<>();
    private final Set<Method> inInterfaces = new LinkedHashSet<>();

    /** Adds a method of the next superclass if a method of this family overrides it. Returns whether it was added. */
    boolean addFromClass(Method method) {
        if (!inClasses.isEmpty() && !overrides(inClasses.get(inClasses.size() - 1), method)) {
            return false;
        }
        inClasses.add(method);
        return true;
    }

    /**
     * Adds a method of an interface if the family is empty, or if a method of this family can implement it. Returns
     * whether it was added.
     */
    boolean addFromInterface(Method method) {
        boolean first = inClasses.isEmpty() && inInterfaces.isEmpty();
        boolean related = isInherited(method) && inInterfaces.stream().allMatch(MethodFamily::isInherited)
                && (inClasses.isEmpty() || Modifier.isPublic(inClasses.get(0).getModifiers()));
        return (first || related) && inInterfaces.add(method);
    }

    /** Returns the method that runs when the bean is called; {@code null} if it has no body. */
    Method running() {
        if (!inClasses.isEmpty()) {
            return inClasses.get(0);
        }
        List<Method> bodies = inInterfaces.stream().filter(method -> !Modifier.isAbstract(method.getModifiers()))
                .toList();
        return bodies.isEmpty() ? null : nearest(bodies).get(0);
    }

    /** Returns the methods of classes. The method that runs is the first. */
    List<Method> inClasses() {
        return inClasses;
    }

    /** Returns the methods of interfaces. */
    Set<Method> inInterfaces() {
        return inInterfaces;
    }

    /** Returns the methods that no other of the given methods overrides. */
    static List<Method> nearest(List<Method> methods) {
        return methods.stream()
                .filter(method -> methods.stream().noneMatch(other -> !other.equals(method)
                        && method.getDeclaringClass().isAssignableFrom(other.getDeclaringClass())))
                .toList();
    }

    private static boolean overrides(Method nearer, Method farther) {
        if (!isInherited(nearer) || !isInherited(farther)) {
            return false;
        }
        int modifiers = farther.getModifiers();
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers)
                || nearer.getDeclaringClass().getPackage().equals(farther.getDeclaringClass().getPackage());
    }

    private static boolean isInherited(Method method) {
        return !Modifier.isPrivate(method.getModifiers()) && !Modifier.isStatic(method.getModifiers());
    }
}
