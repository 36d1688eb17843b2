package io.microcdi.internal.cdi.route;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.Collection;
import java.util.stream.Stream;

/**
 * Finds out whether a method has constraints of Jakarta Validation. The annotations are found by their names, because an
 * application without constraints need not have the API.
 */
final class Constraints {

    private static final String VALID = "jakarta.validation.Valid";
    private static final String CONSTRAINT = "jakarta.validation.Constraint";

    private Constraints() {
    }

    /** Returns whether a method, or one that it overrides or implements, has constraints. */
    static boolean areOn(MethodFamily family) {
        return Stream.of(family.inClasses(), family.inInterfaces()).flatMap(Collection::stream)
                .anyMatch(Constraints::areOn);
    }

    /** Returns whether a method has constraints. A constraint of the method itself may check all parameters in one. */
    private static boolean areOn(Method method) {
        return areIn(method.getAnnotations()) || Arrays.stream(method.getParameters()).anyMatch(Constraints::areOn);
    }

    private static boolean areOn(Parameter parameter) {
        return areIn(parameter.getAnnotations()) || areOn(parameter.getAnnotatedType());
    }

    /** Returns whether a type, or a part of it as in {@code List<@NotBlank String>}, has constraints. */
    private static boolean areOn(AnnotatedType type) {
        if (areIn(type.getAnnotations())) {
            return true;
        }
        if (type instanceof AnnotatedParameterizedType generic) {
            return Arrays.stream(generic.getAnnotatedActualTypeArguments()).anyMatch(Constraints::areOn);
        }
        return type instanceof AnnotatedArrayType array && areOn(array.getAnnotatedGenericComponentType());
    }

    private static boolean areIn(Annotation... annotations) {
        return Arrays.stream(annotations).map(Annotation::annotationType).anyMatch(type -> is(type, VALID)
                || Arrays.stream(type.getAnnotations()).anyMatch(meta -> is(meta.annotationType(), CONSTRAINT))
                || isList(type));
    }

    /** Returns whether an annotation holds several constraints of one kind, for example {@code @Pattern.List}. */
    private static boolean isList(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods()).filter(method -> method.getName().equals("value"))
                .map(method -> method.getReturnType().getComponentType())
                .anyMatch(part -> part != null && part.isAnnotation() && Arrays.stream(part.getAnnotations())
                        .anyMatch(meta -> is(meta.annotationType(), CONSTRAINT)));
    }

    private static boolean is(Class<?> type, String name) {
        return type.getName().equals(name);
    }
}
