package io.microcdi.internal.json;

import java.lang.reflect.Array;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.List;

import jakarta.json.bind.Jsonb;

/**
 * An array of a generic type. It is public, because Yasson calls the getters of this class, and cannot call those of the JDK's
 * own class.
 */
public record ResolvedArray(Type component) implements GenericArrayType {

    /** Binds JSON text. An array of a generic type is bound as a list: Yasson binds no such array of such arrays. */
    static Object bind(Jsonb jsonb, String json, Type type) {
        return array(jsonb.fromJson(json, list(type)), type);
    }

    private static Type list(Type type) {
        return type instanceof GenericArrayType array
                ? new ResolvedType(List.class, null, List.of(list(array.getGenericComponentType())))
                : type;
    }

    private static Object array(Object value, Type type) {
        if (!(type instanceof GenericArrayType generic && value instanceof Collection<?> elements)) {
            return value;
        }
        Type component = generic.getGenericComponentType();
        Object array = Array.newInstance(TypeResolver.raw(component), elements.size());
        int i = 0;
        for (Object element : elements) {
            Array.set(array, i++, array(element, component));
        }
        return array;
    }

    @Override
    public Type getGenericComponentType() {
        return component;
    }

    @Override
    public String toString() {
        return component.getTypeName() + "[]";
    }
}
