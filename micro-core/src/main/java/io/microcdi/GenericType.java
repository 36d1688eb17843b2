package io.microcdi;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;

/**
 * Holds a generic type, which a class literal cannot express: {@code new GenericType<List<Order>>() {}}.
 *
 * @param <T> the type
 */
public abstract class GenericType<T> {

    private final Type type;

    /** Called by an anonymous subclass, which gives the type argument. */
    protected GenericType() {
        if (!(getClass().getGenericSuperclass() instanceof ParameterizedType parameterized)) {
            throw new IllegalStateException(
                    "GenericType needs a type argument: new GenericType<List<String>>() {}, not new GenericType() {}");
        }
        this.type = parameterized.getActualTypeArguments()[0];
    }

    /** Returns the type argument. */
    public final Type type() {
        return type;
    }

    @Override
    public final String toString() {
        return type.getTypeName();
    }
}
