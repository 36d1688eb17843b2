package io.microcdi.internal.server;

import java.lang.annotation.Annotation;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Calls methods of objects whose classes are not on the compile class path. */
final class Reflection {
    private Reflection() {
    }

    /**
     * Calls public methods without parameters one after the other. Each is called on the result of the previous one.
     *
     * @return the last result; {@code null} as soon as a result is {@code null}
     */
    static Object get(Object target, String... methods) throws ReflectiveOperationException {
        Object at = target;
        for (String method : methods) {
            if (at == null) {
                return null;
            }
            at = method(at.getClass(), method).invoke(at);
        }
        return at;
    }

    static Object call(Object target, String method, Class<?> type, Object argument)
            throws ReflectiveOperationException {
        return method(target.getClass(), method, type).invoke(target, argument);
    }

    /** Returns a service of an HK2 locator. This method hides the trailing array parameter of the locator's method. */
    static Object service(Object locator, Class<?> type, String name) throws ReflectiveOperationException {
        Class<?> annotations = Annotation[].class;
        return method(locator.getClass(), "getService", Class.class, String.class, annotations)
                .invoke(locator, type, name, new Annotation[0]);
    }

    /**
     * Returns the value of the first of the given fields that the object's class has; {@code null} if it has none of
     * them.
     */
    static Object field(Object target, String... names) throws ReflectiveOperationException {
        for (String name : names) {
            for (Class<?> type = target.getClass(); type != null; type = type.getSuperclass()) {
                Field field = declared(type, name);
                if (field != null && field.trySetAccessible()) {
                    return field.get(target);
                }
            }
        }
        return null;
    }

    private static Field declared(Class<?> type, String name) {
        try {
            return type.getDeclaredField(name);
        } catch (NoSuchFieldException e) {
            return null;
        }
    }

    /**
     * Finds a declaration of a method that may be called. The class of an object is often not public, but its interface
     * is.
     */
    private static Method method(Class<?> start, String name, Class<?>... types) throws NoSuchMethodException {
        Deque<Class<?>> open = new ArrayDeque<>();
        open.add(start);
        while (!open.isEmpty()) {
            Class<?> type = open.poll();
            try {
                Method method = type.getMethod(name, types);
                if (method.trySetAccessible()) {
                    return method;
                }
            } catch (NoSuchMethodException e) {
                continue;
            }
            if (type.getSuperclass() != null) {
                open.add(type.getSuperclass());
            }
            open.addAll(List.of(type.getInterfaces()));
        }
        throw new NoSuchMethodException(start.getName() + "." + name);
    }
}
