package io.microcdi.internal.route;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

/** Converts the text of a path segment to a parameter's type. */
@FunctionalInterface
public interface ParamConverter {

    /**
     * Converts a text.
     *
     * @throws Exception if the text cannot be converted
     */
    Object convert(String text) throws Exception;

    /** Returns the converter of a type, if there is one. */
    static Optional<ParamConverter> of(Class<?> type) {
        Class<?> boxed = MethodType.methodType(type).wrap().returnType();
        ParamConverter known = Known.BY_TYPE.get(boxed);
        if (known != null) {
            return Optional.of(known);
        }
        return Stream.of("valueOf", "fromString").flatMap(name -> factory(type, name).stream()).findFirst();
    }

    private static Optional<ParamConverter> factory(Class<?> type, String name) {
        try {
            Method method = type.getMethod(name, String.class);
            if (!Modifier.isStatic(method.getModifiers()) || !type.isAssignableFrom(method.getReturnType())) {
                return Optional.empty();
            }
            method.setAccessible(true); // the class itself may be package-private
            MethodHandle handle = MethodHandles.lookup().unreflect(method)
                    .asType(MethodType.methodType(Object.class, String.class));
            return Optional.of(text -> invoke(handle, text));
        } catch (ReflectiveOperationException | RuntimeException notAccessible) {
            return Optional.empty();
        }
    }

    private static Object invoke(MethodHandle handle, String text) throws Exception {
        try {
            return (Object) handle.invokeExact(text);
        } catch (Exception | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** The converters of types that need no {@code valueOf} or {@code fromString}. */
    final class Known {

        private static final Map<Class<?>, ParamConverter> BY_TYPE = new HashMap<>();

        static {
            add(String.class, Function.identity());
            add(Integer.class, Integer::valueOf);
            add(Long.class, Long::valueOf);
            add(Short.class, Short::valueOf);
            add(Byte.class, Byte::valueOf);
            add(Double.class, Double::valueOf);
            add(Float.class, Float::valueOf);
            add(Boolean.class, Known::parseBoolean);
            add(UUID.class, UUID::fromString);
        }

        private Known() {
        }

        private static <T> void add(Class<T> type, Function<String, T> converter) {
            BY_TYPE.put(type, converter::apply);
        }

        private static Boolean parseBoolean(String text) {
            return switch (text) {
                case "true" -> true;
                case "false" -> false;
                default -> throw new IllegalArgumentException("neither true nor false");
            };
        }
    }
}
