package io.microcdi.websocket;

import java.lang.reflect.Field;

/** Reads what a container keeps to itself. */
final class Fields {

    private Fields() {
    }

    /**
     * The value of a field that the object's own class declares.
     *
     * @throws ReflectiveOperationException if there is none
     * @throws RuntimeException if it must not be read
     */
    static Object value(Object object, String name) throws ReflectiveOperationException {
        Field field = object.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field.get(object);
    }
}
