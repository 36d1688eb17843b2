package io.microcdi.internal.json;

import java.lang.reflect.Array;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Resolves the type variables of a class's supertypes to the types that the class gives them. */
public final class TypeResolver {

    private final Map<TypeVariable<?>, Type> variables = new HashMap<>();

    /** Makes a resolver for a class, an interface, or a parameterized type of one. */
    public TypeResolver(Type type) {
        collectFrom(type);
    }

    private void collect(Class<?> type) {
        if (type.getSuperclass() != null && type.getSuperclass() != Object.class) {
            collectFrom(type.getGenericSuperclass());
        }
        for (Type supertype : type.getGenericInterfaces()) {
            collectFrom(supertype);
        }
    }

    private void collectFrom(Type supertype) {
        Class<?> raw = raw(supertype);
        if (supertype instanceof ParameterizedType parameterized) {
            Type[] arguments = parameterized.getActualTypeArguments();
            for (int i = 0; i < arguments.length; i++) {
                variables.putIfAbsent(raw.getTypeParameters()[i], arguments[i]);
            }
        }
        collect(raw);
    }

    /**
     * Returns a type in which the variables with a known value are replaced by that value, and wildcards by their
     * bounds.
     */
    public Type resolve(Type type) {
        if (type instanceof TypeVariable<?> variable) {
            Type known = variables.get(variable);
            return known == null ? variable : resolve(known);
        }
        if (type instanceof WildcardType wildcard) {
            return resolve(wildcard.getUpperBounds()[0]);
        }
        if (type instanceof GenericArrayType array) {
            Type component = resolve(array.getGenericComponentType());
            return component instanceof Class<?> raw ? raw.arrayType() : new ResolvedArray(component);
        }
        if (type instanceof ParameterizedType parameterized) {
            return new ResolvedType(raw(parameterized), parameterized.getOwnerType(),
                    Arrays.stream(parameterized.getActualTypeArguments()).map(this::resolve).toList());
        }
        return type;
    }

    /** Returns the class of a type at run time. */
    public static Class<?> raw(Type type) {
        if (type instanceof Class<?> raw) {
            return raw;
        }
        if (type instanceof ParameterizedType parameterized) {
            return raw(parameterized.getRawType());
        }
        if (type instanceof TypeVariable<?> variable) {
            return raw(variable.getBounds()[0]);
        }
        if (type instanceof WildcardType wildcard) {
            return raw(wildcard.getUpperBounds()[0]);
        }
        return Array.newInstance(raw(((GenericArrayType) type).getGenericComponentType()), 0).getClass();
    }

    /** Returns whether a type still contains a variable without a known value. */
    public static boolean isOpen(Type type) {
        if (type instanceof ParameterizedType parameterized) {
            return Arrays.stream(parameterized.getActualTypeArguments()).anyMatch(TypeResolver::isOpen);
        }
        if (type instanceof GenericArrayType array) {
            return isOpen(array.getGenericComponentType());
        }
        return type instanceof TypeVariable<?>;
    }
}
