package io.microcdi.maven;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.Type;

/** The types of payloads and results, and those of their properties. */
final class MetTypes {

    private final IndexView index;
    private final Map<Type, ClassInfo> beans = new LinkedHashMap<>();

    private MetTypes(IndexView index) {
        this.index = index;
    }

    /** Returns the classes and generic types, each with a bean whose route has it. Arrays and type arguments are taken apart. */
    static Map<Type, ClassInfo> of(List<DocumentedRoute> routes, IndexView index) {
        MetTypes met = new MetTypes(index);
        routes.forEach(route -> Stream.of(route.payloadType(), route.result()).filter(type -> type != null)
                .forEach(type -> met.meet(type, route.bean())));
        return met.beans;
    }

    private void meet(Type type, ClassInfo bean) {
        switch (type.kind()) {
            case ARRAY -> meet(type.asArrayType().constituent(), bean);
            case PARAMETERIZED_TYPE -> {
                type.asParameterizedType().arguments().forEach(argument -> meet(argument, bean));
                add(type, bean);
            }
            case CLASS -> add(Type.create(type.name(), Type.Kind.CLASS), bean);
            default -> {
                // a primitive type has no properties
            }
        }
    }

    private void add(Type type, ClassInfo bean) {
        if (beans.putIfAbsent(type, bean) == null) {
            JsonProperty.of(type, index)
                    .forEach(property -> property.types().forEach(each -> meet(each, bean)));
        }
    }
}
