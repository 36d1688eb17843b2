package io.microcdi;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;

/**
 * Holds a generic type that a class literal cannot say: {@code new GenericType<List<Order>>() {}}.
 *
 * @param <T> the type
 */
public abstract class GenericType<T> {

    private final Type type;

    /** For anonymous subclasses that give the type argument. */
    protected GenericType() {
        if (!(getClass().getGenericSuperclass() instanceof ParameterizedType parameterized)) {
            throw new IllegalStateException(
                    "GenericType needs a type argument: new GenericType<List<String>>() {}, not new GenericType() {}");
        }
        this.type = parameterized.getActualTypeArguments()[0];
    }

    /** The type that was given. */
    public final Type type() {
        return type;
    }

    @Override
    public final String toString() {
        return type.getTypeName();
    }
}
