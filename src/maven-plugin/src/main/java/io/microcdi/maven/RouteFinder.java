package io.microcdi.maven;

import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationValue;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.ClassType;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.MethodInfo;
import org.jboss.jandex.MethodParameterInfo;
import org.jboss.jandex.Type;

import io.microcdi.internal.node.RoutePath;
import io.microcdi.internal.route.PathPattern;

/** Finds the routes in an index of classes, by the rules of the extension, which checks them again at the deployment. */
final class RouteFinder {

    private static final DotName ROUTE = DotName.createSimple("io.microcdi.annotation.Route");
    static final DotName ROUTE_PARAM = DotName.createSimple("io.microcdi.annotation.RouteParam");
    private static final DotName METADATA = DotName.createSimple("io.microcdi.annotation.Metadata");
    /** Parameters that no caller fills. */
    private static final List<DotName> CONTEXTS = Stream.of("RouteContext", "CallOptions")
            .map(name -> DotName.createSimple("io.microcdi." + name)).toList();
    private static final DotName ROLES_ALLOWED = DotName.createSimple("jakarta.annotation.security.RolesAllowed");
    private static final DotName PERMIT_ALL = DotName.createSimple("jakarta.annotation.security.PermitAll");
    private static final DotName DENY_ALL = DotName.createSimple("jakarta.annotation.security.DenyAll");
    /** Classes that are no beans, or that are beans only where a deployment selects them. */
    private static final List<DotName> NO_BEANS = Stream.of("Vetoed", "Alternative")
            .map(name -> DotName.createSimple("jakarta.enterprise.inject." + name)).toList();
    private static final List<DotName> STAGES = Stream.of("CompletionStage", "CompletableFuture")
            .map(name -> DotName.createSimple("java.util.concurrent." + name)).toList();
    private static final DotName OPTIONAL = DotName.createSimple("java.util.Optional");
    private static final DotName VOID = DotName.createSimple("java.lang.Void");

    private final IndexView index;
    private final Consumer<String> warnings;

    /**
     * Makes a finder.
     *
     * @param warnings receives a text for each class whose routes cannot be told
     */
    RouteFinder(IndexView index, Consumer<String> warnings) {
        this.index = index;
        this.warnings = warnings;
    }

    /**
     * Returns the routes of all classes that may be beans, ordered by path. A route that nobody may use is left out, and one
     * for the rest of a path beside one for a single segment at the same place: OpenAPI has one path for both.
     *
     * @throws IllegalArgumentException if a path is invalid. The message names the method
     */
    List<DocumentedRoute> find() {
        Map<String, DocumentedRoute> byShape = new LinkedHashMap<>();
        index.getKnownClasses().stream().filter(RouteFinder::mayBeBean).sorted(Comparator.comparing(ClassInfo::name))
                .flatMap(bean -> new Bean(bean).routes()).forEach(route -> add(route, byShape));
        byShape.values().removeIf(route -> route.pattern().takesRemainder() && isHidden(route, byShape));
        return byShape.values().stream().sorted(Comparator.comparing(route -> route.pattern().shape())).toList();
    }

    /** Returns whether a method of a class or interface itself is a route. */
    static boolean hasRoutes(ClassInfo type) {
        return type.methods().stream().anyMatch(method -> method.hasDeclaredAnnotation(ROUTE));
    }

    static boolean mayBeBean(ClassInfo type) {
        return !type.isInterface() && !Modifier.isAbstract(type.flags()) && !type.isAnnotation()
                && NO_BEANS.stream().noneMatch(type::hasDeclaredAnnotation);
    }

    /** Of two classes with the same path the subclass counts: the other one is its superclass. */
    private void add(DocumentedRoute route, Map<String, DocumentedRoute> byShape) {
        String shape = route.pattern().shape();
        DocumentedRoute present = byShape.putIfAbsent(shape, route);
        if (present == null) {
            return;
        }
        if (superclasses(route.bean()).contains(present.bean())) {
            byShape.put(shape, route);
        } else if (!superclasses(present.bean()).contains(route.bean())) {
            warnings.accept("route \"" + route.pattern().text() + "\" is in " + present.bean().name() + " and in "
                    + route.bean().name() + ": the document describes the first");
        }
    }

    private boolean isHidden(DocumentedRoute route, Map<String, DocumentedRoute> byShape) {
        String shape = route.pattern().shape();
        DocumentedRoute single = byShape.get(shape.substring(0, shape.length() - PathPattern.REMAINDER.length()));
        if (single != null) {
            warnings.accept("route \"" + route.pattern().text() + "\" of " + name(route) + " is not in the document:"
                    + " OpenAPI cannot tell it from \"" + single.pattern().text() + "\" of " + name(single));
        }
        return single != null;
    }

    private static String name(DocumentedRoute route) {
        return route.bean().name() + "." + route.method().name();
    }

    /** A class and its superclasses that are in the index, the nearest first. */
    private List<ClassInfo> superclasses(ClassInfo type) {
        List<ClassInfo> all = new ArrayList<>();
        for (ClassInfo each = type; each != null; each = each.superName() == null ? null
                : index.getClassByName(each.superName())) {
            all.add(each);
        }
        return all;
    }

    private static boolean flag(AnnotationInstance annotation, String member) {
        AnnotationValue value = annotation == null ? null : annotation.value(member);
        return value != null && value.asBoolean();
    }

    /** Returns the first type argument; {@code Object} of a raw type. */
    static Type argument(Type type) {
        return type.kind() == Type.Kind.PARAMETERIZED_TYPE ? type.asParameterizedType().arguments().get(0)
                : ClassType.OBJECT_TYPE;
    }

    /** Reads the routes of one class. */
    private final class Bean {

        private final ClassInfo bean;
        private final List<ClassInfo> classes;
        private final List<ClassInfo> interfaces = new ArrayList<>();
        private final TypeVariables variables;

        Bean(ClassInfo bean) {
            this.bean = bean;
            this.classes = superclasses(bean);
            this.variables = TypeVariables.of(bean, index);
            classes.forEach(this::addInterfaces);
        }

        private void addInterfaces(ClassInfo type) {
            for (DotName name : type.interfaceNames()) {
                ClassInfo info = index.getClassByName(name);
                if (info != null && !interfaces.contains(info)) {
                    interfaces.add(info);
                    addInterfaces(info);
                }
            }
        }

        Stream<DocumentedRoute> routes() {
            if (Stream.concat(classes.stream(), interfaces.stream()).noneMatch(RouteFinder::hasRoutes)) {
                return Stream.empty();
            }
            // the methods of one signature, those of classes before those of interfaces, the nearest first
            Map<String, List<MethodInfo>> families = Stream.concat(classes.stream(), interfaces.stream())
                    .flatMap(type -> type.methods().stream()).filter(Bean::isInherited)
                    .collect(Collectors.groupingBy(this::signature, LinkedHashMap::new, Collectors.toList()));
            return families.values().stream().flatMap(this::route);
        }

        private static boolean isInherited(MethodInfo method) {
            return !method.isSynthetic() && !method.isConstructor() && !method.isStaticInitializer()
                    && (method.flags() & (Modifier.STATIC | Modifier.PRIVATE)) == 0;
        }

        private String signature(MethodInfo method) {
            return method.name() + method.parameterTypes().stream()
                    .map(type -> variables.resolve(type, method.declaringClass()).name().toString()).toList();
        }

        private Stream<DocumentedRoute> route(List<MethodInfo> family) {
            // a method without a body is a typed client's, or that of a class that is no bean
            boolean runs = family.stream().anyMatch(method -> !Modifier.isAbstract(method.flags()));
            return family.stream().filter(method -> runs && method.hasDeclaredAnnotation(ROUTE)).findFirst()
                    .flatMap(method -> route(method, family)).stream();
        }

        private Optional<DocumentedRoute> route(MethodInfo method, List<MethodInfo> family) {
            List<String> roles = roles(family);
            if (roles == null) {
                return Optional.empty();
            }
            AnnotationInstance route = method.declaredAnnotation(ROUTE);
            AnnotationInstance prefix = Stream.concat(classes.stream(), Stream.of(method.declaringClass()))
                    .map(type -> type.declaredAnnotation(ROUTE)).filter(each -> each != null).findFirst().orElse(null);
            Map<String, Type> parameters = new LinkedHashMap<>();
            MethodParameterInfo payload = null;
            for (MethodParameterInfo parameter : method.parameters()) {
                if (parameter.hasDeclaredAnnotation(ROUTE_PARAM)) {
                    parameters.put(parameter.declaredAnnotation(ROUTE_PARAM).value().asString(), resolved(parameter));
                } else if (!parameter.hasDeclaredAnnotation(METADATA) && !CONTEXTS.contains(parameter.type().name())) {
                    payload = parameter;
                }
            }
            Type result = variables.resolve(method.returnType(), method.declaringClass());
            if (STAGES.contains(result.name())) {
                result = argument(result);
            }
            boolean optional = result.name().equals(OPTIONAL);
            result = optional ? argument(result) : result;
            boolean nothing = result.kind() == Type.Kind.VOID || result.name().equals(VOID);
            return Optional.of(new DocumentedRoute(bean, method, path(method, route, prefix),
                    flag(route, "idempotent") || flag(prefix, "idempotent"), roles, parameters, payload,
                    payload == null ? null : resolved(payload), nothing ? null : result, optional));
        }

        private Type resolved(MethodParameterInfo parameter) {
            return variables.resolve(parameter.type(), parameter.method().declaringClass());
        }

        private PathPattern path(MethodInfo method, AnnotationInstance route, AnnotationInstance prefix) {
            try {
                return RoutePath.parse(RoutePath.join(prefix == null ? null : prefix.value().asString(),
                        route.value().asString())).pattern();
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        bean.name() + "." + method.name() + ": " + e.getMessage(), e);
            }
        }

        /** Returns the roles of a route; empty if it states none; {@code null} if nobody may use it. */
        private List<String> roles(List<MethodInfo> family) {
            for (MethodInfo method : family) {
                for (Stream<AnnotationInstance> level : List.of(method.declaredAnnotations().stream(),
                        method.declaringClass().declaredAnnotations().stream())) {
                    AnnotationInstance rule = level.filter(each -> each.name().equals(ROLES_ALLOWED)
                            || each.name().equals(PERMIT_ALL) || each.name().equals(DENY_ALL)).findFirst().orElse(null);
                    if (rule != null) {
                        if (rule.name().equals(PERMIT_ALL)) {
                            return List.of();
                        }
                        // a rule that names no role lets nobody in
                        List<String> named = rule.name().equals(DENY_ALL) ? List.of()
                                : List.of(rule.value().asStringArray());
                        return named.isEmpty() ? null : named;
                    }
                }
            }
            return List.of();
        }
    }
}
