package io.microcdi.websocket;

import java.lang.reflect.Field;

/** Reaches what a container keeps to itself. */
final class Fields {

    private Fields() {
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
