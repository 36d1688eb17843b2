package io.microcdi.maven;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jboss.jandex.ArrayType;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.ClassType;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.ParameterizedType;
import org.jboss.jandex.Type;
import org.jboss.jandex.TypeVariable;

/** The types that the superclasses and interfaces of a class have in the place of their type variables. */
final class TypeVariables {

    private final Map<DotName, Map<String, Type>> byClass = new HashMap<>();

    private TypeVariables() {
    }

    /** Finds the types for all supertypes of a class that are in the index. */
    static TypeVariables of(ClassInfo bean, IndexView index) {
        return of(bean, ClassType.create(bean.name()), index);
    }

    /** Finds the types also for the type variables of a class itself, which a type of this class has as its arguments. */
    static TypeVariables of(ClassInfo bean, Type own, IndexView index) {
        TypeVariables found = new TypeVariables();
        found.put(bean, own, bean);
        Deque<ClassInfo> open = new ArrayDeque<>(List.of(bean));
        while (!open.isEmpty()) {
            ClassInfo type = open.remove();
            if (type.superClassType() != null) {
                found.add(type, type.superClassType(), index, open);
            }
            type.interfaceTypes().forEach(each -> found.add(type, each, index, open));
        }
        return found;
    }

    private void add(ClassInfo from, Type supertype, IndexView index, Deque<ClassInfo> open) {
        ClassInfo info = index.getClassByName(supertype.name());
        if (info == null || byClass.containsKey(info.name())) {
            return;
        }
        put(info, supertype, from);
        open.add(info);
    }

    private void put(ClassInfo info, Type type, ClassInfo from) {
        Map<String, Type> types = new HashMap<>();
        if (type.kind() == Type.Kind.PARAMETERIZED_TYPE) {
            List<Type> arguments = type.asParameterizedType().arguments();
            for (int i = 0; i < arguments.size() && i < info.typeParameters().size(); i++) {
                types.put(info.typeParameters().get(i).identifier(), resolve(arguments.get(i), from));
            }
        }
        byClass.put(info.name(), types);
    }

    /** Returns a type that a class writes, without type variables. A variable without a type is its bound. */
    Type resolve(Type type, ClassInfo declaring) {
        return switch (type.kind()) {
            case TYPE_VARIABLE -> variable(type.asTypeVariable(), declaring);
            case WILDCARD_TYPE -> resolve(type.asWildcardType().extendsBound(), declaring);
            case PARAMETERIZED_TYPE -> {
                ParameterizedType generic = type.asParameterizedType();
                Type[] arguments = generic.arguments().stream().map(each -> resolve(each, declaring))
                        .toArray(Type[]::new);
                yield ParameterizedType.create(generic.name(), arguments, generic.owner());
            }
            case ARRAY -> ArrayType.create(resolve(type.asArrayType().constituent(), declaring),
                    type.asArrayType().dimensions());
            default -> type;
        };
    }

    private Type variable(TypeVariable variable, ClassInfo declaring) {
        Type known = byClass.getOrDefault(declaring.name(), Map.of()).get(variable.identifier());
        if (known != null) {
            return known;
        }
        return variable.bounds().isEmpty() ? ClassType.OBJECT_TYPE
                : Type.create(variable.bounds().get(0).name(), Type.Kind.CLASS);
    }
}
