package io.microcdi.maven;

import java.beans.Introspector;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationTarget;
import org.jboss.jandex.AnnotationValue;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.FieldInfo;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.MethodInfo;
import org.jboss.jandex.Type;

/** A property of a class as JSON-B sees it: the public ones of its field, getter and setter, or a component of a record. */
final class JsonProperty {

    private static final DotName PROPERTY = jsonb("JsonbProperty");
    private static final DotName TRANSIENT = jsonb("JsonbTransient");
    /** Annotations that name code, which alone knows the JSON. */
    static final List<DotName> CODE = Stream.of("JsonbTypeAdapter", "JsonbTypeSerializer", "JsonbTypeDeserializer")
            .map(JsonProperty::jsonb).toList();

    private final String name;
    private final Set<Type> types = new LinkedHashSet<>();
    private FieldInfo field;
    private AnnotationTarget getter;
    private AnnotationTarget setter;

    private JsonProperty(String name) {
        this.name = name;
    }

    static DotName jsonb(String annotation) {
        return DotName.createSimple("jakarta.json.bind.annotation." + annotation);
    }

    /** Returns whether only code that an annotation of the class names knows the JSON of its values. */
    static boolean isMadeByCode(ClassInfo type) {
        return CODE.stream().anyMatch(type::hasDeclaredAnnotation);
    }

    /** Returns the properties of a type, also those of its superclasses; none if its class is not in the index. */
    static Collection<JsonProperty> of(Type type, IndexView index) {
        Map<String, JsonProperty> properties = new LinkedHashMap<>();
        ClassInfo own = index.getClassByName(type.name());
        if (own == null || own.isEnum()) {
            return List.of();
        }
        TypeVariables variables = TypeVariables.of(own, type, index);
        for (ClassInfo each = own; each != null; each = each.superName() == null ? null
                : index.getClassByName(each.superName())) {
            for (FieldInfo field : each.fields()) {
                if ((field.flags() & (Modifier.STATIC | Modifier.TRANSIENT)) == 0) {
                    property(properties, field.name()).add(field, variables.resolve(field.type(), each));
                }
            }
            for (MethodInfo method : each.methods()) {
                if ((method.flags() & (Modifier.STATIC | Modifier.PUBLIC)) == Modifier.PUBLIC
                        && !method.isSynthetic()) {
                    add(properties, method, variables);
                }
            }
        }
        return properties.values();
    }

    private static JsonProperty property(Map<String, JsonProperty> properties, String name) {
        return properties.computeIfAbsent(name, JsonProperty::new);
    }

    private void add(FieldInfo found, Type type) {
        if (field == null) {
            field = found;
            if (Modifier.isPublic(found.flags()) || found.declaringClass().isRecord()) {
                types.add(type);
            }
        }
    }

    private static void add(Map<String, JsonProperty> properties, MethodInfo method, TypeVariables variables) {
        String name = method.name();
        int parameters = method.parametersCount();
        String got = suffix(name, name.startsWith("is") ? "is" : "get");
        if (parameters == 0 && method.declaringClass().isRecord() && method.declaringClass().field(name) != null) {
            got = name;
        }
        String set = suffix(name, "set");
        if (parameters == 0 && got != null && method.returnType().kind() != Type.Kind.VOID) {
            JsonProperty property = property(properties, got);
            property.getter = property.getter == null ? method : property.getter;
            property.types.add(variables.resolve(method.returnType(), method.declaringClass()));
        } else if (parameters == 1 && set != null) {
            JsonProperty property = property(properties, set);
            property.setter = property.setter == null ? method : property.setter;
            property.types.add(variables.resolve(method.parameterType(0), method.declaringClass()));
        }
    }

    private static String suffix(String name, String prefix) {
        return name.startsWith(prefix) && name.length() > prefix.length()
                ? Introspector.decapitalize(name.substring(prefix.length()))
                : null;
    }

    /** Returns the types of its public parts, without type variables. */
    Set<Type> types() {
        return types;
    }

    /** Returns the names that it may have in JSON. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        annotations(PROPERTY).map(AnnotationInstance::value).filter(value -> value != null)
                .map(AnnotationValue::asString).forEach(names::add);
        names.add(name);
        return names;
    }

    private Stream<AnnotationInstance> annotations(DotName annotation) {
        return Stream.of(field, getter, setter).filter(part -> part != null)
                .map(part -> part.declaredAnnotation(annotation)).filter(found -> found != null);
    }

    /** Returns whether a part has one of the annotations. */
    boolean has(List<DotName> annotations) {
        return annotations.stream().anyMatch(each -> annotations(each).findAny().isPresent());
    }

    /** Returns whether a getter or setter alone is hidden from JSON-B. */
    boolean isHiddenInPart() {
        return isHidden(getter) || isHidden(setter);
    }

    /** Returns whether JSON-B writes it. */
    boolean isWritten() {
        return !isHidden(field) && (getter == null ? isPublicField() : !isHidden(getter));
    }

    /** Returns whether JSON-B reads it. */
    boolean isRead() {
        return !isHidden(field) && (setter == null ? isPublicField() : !isHidden(setter));
    }

    private boolean isPublicField() {
        return field != null && (Modifier.isPublic(field.flags()) || field.declaringClass().isRecord());
    }

    private static boolean isHidden(AnnotationTarget part) {
        return part != null && part.hasDeclaredAnnotation(TRANSIENT);
    }
}
