package io.microcdi.internal.json;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Type;

/**
 * An array of a generic type. It is public, because Yasson calls the getters of this class, and cannot call those of the JDK's
 * own class.
 */
public record ResolvedArray(Type component) implements GenericArrayType {

    /** Returns a type that JSON-B can bind: the type itself, unless it is an array of a generic type. */
    static Type bindable(Type type) {
        return type instanceof GenericArrayType array ? new ResolvedArray(array.getGenericComponentType()) : type;
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
