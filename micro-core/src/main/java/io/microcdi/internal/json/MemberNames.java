package io.microcdi.internal.json;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

import jakarta.json.bind.annotation.JsonbProperty;

/** Finds the JSON members of classes, as fields, accessors and {@code @JsonbProperty} define them. */
final class MemberNames {

    private MemberNames() {
    }

    /** Returns whether objects of a type have a member. It runs no code of the class. */
    static boolean has(Type type, String name) {
        if (type instanceof ParameterizedType generic) {
            return has(generic.getRawType() == Optional.class ? generic.getActualTypeArguments()[0]
                    : generic.getRawType(), name);
        }
        for (Class<?> c = type instanceof Class<?> given ? given : null; c != null; c = c.getSuperclass()) {
            if (declares(c, name)) {
                return true;
            }
        }
        return false;
    }

    private static boolean declares(Class<?> type, String name) {
        String accessor = Character.toUpperCase(name.charAt(0)) + name.substring(1);
        try {
            return Stream.of(type.getDeclaredFields()).anyMatch(field -> isCalled(field, name))
                    || Stream.of(type.getDeclaredMethods()).anyMatch(method -> isCalled(method, name, accessor))
                    || Stream.concat(Stream.of(type.getDeclaredConstructors()), Stream.of(type.getDeclaredMethods()))
                            .flatMap(MemberNames::parameters).anyMatch(each -> isNamed(each, name));
        } catch (LinkageError foreign) {
            // the class refers to missing classes, so that its members are unknown
            return false;
        }
    }

    private static Stream<? extends AnnotatedElement> parameters(Executable executable) {
        return Arrays.stream(executable.getParameters());
    }

    private static boolean isCalled(Field field, String name) {
        return !Modifier.isStatic(field.getModifiers()) && (field.getName().equals(name) || isNamed(field, name));
    }

    private static boolean isCalled(Method method, String name, String accessor) {
        String called = method.getName();
        return !Modifier.isStatic(method.getModifiers()) && (called.equals("get" + accessor)
                || called.equals("set" + accessor) || called.equals("is" + accessor) || isNamed(method, name));
    }

    private static boolean isNamed(AnnotatedElement element, String name) {
        JsonbProperty property = element.getAnnotation(JsonbProperty.class);
        return property != null && property.value().equals(name);
    }
}
