package io.microcdi.internal.json;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The members of a class that JSON-B with its defaults certainly reads from JSON. The class must be plain, because an annotation on
 * any part of it could rename, hide or convert a member, or the class. Nothing here runs code of the class.
 */
final class PlainMembers {

    private static final String SETTER = "set";
    private static final int NEVER_SET = Modifier.STATIC | Modifier.FINAL | Modifier.TRANSIENT;

    private final TypeResolver resolver;
    private final Map<String, Set<Type>> types = new HashMap<>();
    private final Set<String> withSetter = new HashSet<>();
    /** The properties of which JSON-B may ignore a part. */
    private final Set<String> hidden = new HashSet<>();

    private PlainMembers(TypeResolver resolver) {
        this.resolver = resolver;
    }

    /**
     * Returns whether there is no annotation of JSON-B, and none that carries one, on a class, its supertypes, their packages,
     * fields, methods, constructors and parameters.
     */
    static boolean isPlain(Class<?> type) {
        Set<Class<?>> seen = new HashSet<>();
        return supertypes(type).stream().flatMap(PlainMembers::parts)
                .flatMap(part -> Stream.of(part.getAnnotations()))
                .noneMatch(each -> isOfJsonB(each.annotationType(), seen));
    }

    /**
     * Returns the members of a plain class, and their types: the components of a record, and the properties with a public
     * setter, or with a public field that is not static, final or transient. A property of several types is left out.
     */
    static Map<String, Type> of(Type type) {
        PlainMembers members = new PlainMembers(new TypeResolver(type));
        Class<?> raw = TypeResolver.raw(type);
        if (raw.isRecord()) {
            for (RecordComponent component : raw.getRecordComponents()) {
                members.add(component.getName(), component.getGenericType());
            }
        } else {
            Set<Class<?>> supertypes = supertypes(raw);
            supertypes.forEach(each -> Stream.of(each.getDeclaredMethods()).forEach(members::addSetter));
            supertypes.forEach(each -> Stream.of(each.getDeclaredFields()).forEach(members::addField));
        }
        return members.sure();
    }

    /** Returns a class and its supertypes without those of Java, which have no annotation of JSON-B. */
    private static Set<Class<?>> supertypes(Class<?> type) {
        Set<Class<?>> found = new HashSet<>();
        collect(type, found);
        return found;
    }

    private static void collect(@Nullable Class<?> type, Set<Class<?>> found) {
        if (type != null && !type.getName().startsWith("java.") && found.add(type)) {
            collect(type.getSuperclass(), found);
            for (Class<?> each : type.getInterfaces()) {
                collect(each, found);
            }
        }
    }

    private static Stream<AnnotatedElement> parts(Class<?> type) {
        return Stream.of(Stream.of(type), Stream.ofNullable(type.getPackage()), Stream.of(type.getDeclaredFields()),
                MemberNames.executables(type), MemberNames.executables(type).flatMap(MemberNames::parameters))
                .<AnnotatedElement>flatMap(each -> each);
    }

    private static boolean isOfJsonB(Class<? extends Annotation> annotation, Set<Class<?>> seen) {
        return annotation.getName().startsWith("jakarta.json.bind.") || seen.add(annotation) && Stream
                .of(annotation.getAnnotations()).anyMatch(each -> isOfJsonB(each.annotationType(), seen));
    }

    private void addSetter(Method method) {
        String called = method.getName();
        if (method.getParameterCount() != 1 || method.isBridge() || !called.startsWith(SETTER)
                || called.length() == SETTER.length()) {
            return;
        }
        String name = called.substring(SETTER.length());
        String property = Character.toLowerCase(name.charAt(0)) + name.substring(1);
        // of setURL and setup, implementations make different names
        boolean clear = Character.isUpperCase(name.charAt(0))
                && (name.length() == 1 || !Character.isUpperCase(name.charAt(1)));
        if (clear && Modifier.isPublic(method.getModifiers()) && !Modifier.isStatic(method.getModifiers())) {
            withSetter.add(property);
            add(property, method.getGenericParameterTypes()[0]);
        } else {
            hidden.add(name);
            hidden.add(property);
        }
    }

    private void addField(Field field) {
        boolean open = Modifier.isPublic(field.getModifiers());
        if ((field.getModifiers() & NEVER_SET) != 0 || !open && !withSetter.contains(field.getName())) {
            hidden.add(field.getName());
        } else if (open) {
            add(field.getName(), field.getGenericType());
        }
    }

    private void add(String name, Type type) {
        types.computeIfAbsent(name, each -> new HashSet<>()).add(resolver.resolve(type));
    }

    private Map<String, Type> sure() {
        Map<String, Type> sure = new HashMap<>();
        types.forEach((name, all) -> {
            Type first = all.iterator().next();
            if (all.size() == 1 && !hidden.contains(name) && !TypeResolver.isOpen(first)) {
                sure.put(name, first);
            }
        });
        return sure;
    }
}
