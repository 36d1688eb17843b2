package io.microcdi.websocket;

import java.lang.reflect.Field;

/** Reaches what a container keeps to itself. */
final class Fields {

    /** From this JDK on it warns of what sets a final field, and may refuse it: JEP 500. */
    private static final int FINAL_IS_FINAL = 26;

    private Fields() {
    }

    /** Whether final fields may be set without a warning of the JDK. */
    static boolean finalOnesMayBeSet() {
        return Runtime.version().feature() < FINAL_IS_FINAL;
    }

    /**
     * The value of a field that the object's own class declares, or one that it extends.
     *
     * @throws ReflectiveOperationException if there is none
     * @throws RuntimeException if it must not be read
     */
    static Object value(Object object, String name) throws ReflectiveOperationException {
        return field(object.getClass(), name).get(object);
    }

    /**
     * A field that a class declares, or one that it extends.
     *
     * @throws ReflectiveOperationException if there is none
     * @throws RuntimeException if it must not be reached
     */
    static Field field(Class<?> type, String name) throws ReflectiveOperationException {
        try {
            Field field = type.getDeclaredField(name);
            field.setAccessible(true);
            return field;
        } catch (NoSuchFieldException e) {
            if (type.getSuperclass() == null) {
                throw e;
            }
            return field(type.getSuperclass(), name);
        }
    }
}
