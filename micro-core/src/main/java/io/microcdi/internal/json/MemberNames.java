package io.microcdi.internal.json;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import jakarta.json.bind.annotation.JsonbProperty;

import org.jspecify.annotations.Nullable;

/** Finds the JSON members of classes, as fields, accessors and {@code @JsonbProperty} define them. */
final class MemberNames {

    /** The annotations that give a class or a member a form of its own. Some of them are not in every version of JSON-B. */
    private static final Pattern OWN_FORM = Pattern
            .compile("jakarta\\.json\\.bind\\.annotation\\.Jsonb(Type.*|DateFormat|NumberFormat|Transient)");

    private MemberNames() {
    }

    /** Returns whether objects of a type have a member. It runs no code of the class. */
    static boolean has(Type type, String name) {
        if (type instanceof ParameterizedType generic) {
            return has(generic.getRawType() == Optional.class ? generic.getActualTypeArguments()[0]
                    : generic.getRawType(), name);
        }
        for (Class<?> c = type instanceof Class<?> given ? given : null; c != null; c = c.getSuperclass()) {
            if (!declared(c, name).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns the type of a member that is read: of a component, a public field, a setter or a parameter of a creator. It runs
     * no code of the class.
     *
     * @return {@code null} if there is no such member, if it has several types, or if an annotation on the member or
     *         its class defines another JSON form. A type is no proof that JSON-B reads the member: its configuration
     *         may rename or hide it
     */
    static @Nullable Type typeOf(Class<?> type, String name) {
        for (Class<?> c = type; c != null; c = c.getSuperclass()) {
            List<AnnotatedElement> declared = declared(c, name).stream().filter(each -> !isRenamed(each, name))
                    .toList();
            if (hasOwnForm(c) || declared.stream().anyMatch(MemberNames::hasOwnForm)) {
                return null;
            }
            List<Type> types = declared.stream().map(MemberNames::read).filter(Objects::nonNull).distinct().toList();
            if (!types.isEmpty()) {
                return types.size() == 1 ? types.get(0) : null;
            }
        }
        return null;
    }

    /** Returns whether a class is a record without annotations of JSON-B, so that its members are its components. */
    static boolean isPlainRecord(Class<?> type) {
        return type.isRecord() && PlainMembers.isPlain(type);
    }

    private static List<AnnotatedElement> declared(Class<?> type, String name) {
        if (name.isEmpty()) {
            return List.of();
        }
        String accessor = Character.toUpperCase(name.charAt(0)) + name.substring(1);
        try {
            return Stream.of(Stream.of(type.getDeclaredFields()).filter(field -> isCalled(field, name)),
                    Stream.of(type.getDeclaredMethods()).filter(method -> isCalled(method, name, accessor)),
                    executables(type).flatMap(MemberNames::parameters).filter(each -> isNamed(each, name)))
                    .<AnnotatedElement>flatMap(each -> each).toList();
        } catch (LinkageError foreign) {
            // the class refers to missing classes, so that its members are unknown
            return List.of();
        }
    }

    static Stream<Executable> executables(Class<?> type) {
        return Stream.concat(Stream.of(type.getDeclaredConstructors()), Stream.of(type.getDeclaredMethods()));
    }

    static Stream<Parameter> parameters(Executable executable) {
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

    private static boolean isRenamed(AnnotatedElement element, String name) {
        JsonbProperty property = element.getAnnotation(JsonbProperty.class);
        return property != null && !property.value().isEmpty() && !property.value().equals(name);
    }

    private static boolean hasOwnForm(AnnotatedElement element) {
        return Stream.of(element.getAnnotations())
                .anyMatch(each -> OWN_FORM.matcher(each.annotationType().getName()).matches());
    }

    private static @Nullable Type read(AnnotatedElement declared) {
        if (declared instanceof Field field) {
            return field.getDeclaringClass().isRecord() || Modifier.isPublic(field.getModifiers())
                    || field.isAnnotationPresent(JsonbProperty.class) ? field.getGenericType() : null;
        }
        if (declared instanceof Parameter parameter) {
            return parameter.getParameterizedType();
        }
        Method method = (Method) declared;
        return method.getParameterCount() == 1 && method.getName().startsWith("set")
                && Modifier.isPublic(method.getModifiers()) && !method.isBridge()
                        ? method.getGenericParameterTypes()[0]
                        : null;
    }
}
