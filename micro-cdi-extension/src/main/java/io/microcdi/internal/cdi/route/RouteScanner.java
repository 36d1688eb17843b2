package io.microcdi.internal.cdi.route;

import static io.microcdi.internal.cdi.route.RouteMessages.MESSAGES;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import jakarta.enterprise.inject.spi.DefinitionException;

import io.microcdi.internal.json.TypeResolver;
import io.microcdi.internal.node.RoutePath;

/** Finds the routes of a bean and checks each against the rules. */
public final class RouteScanner {

    /**
     * The result of a scan.
     *
     * @param routes the routes that keep all rules
     * @param problems one exception for each method that breaks a rule
     */
    public record Found(List<RouteMethod> routes, List<DefinitionException> problems) {

        static final Found NOTHING = new Found(List.of(), List.of());
    }

    private final RouteBean bean;
    private final AnnotationSource annotations;
    private TypeResolver types;

    private RouteScanner(RouteBean bean, AnnotationSource annotations) {
        this.bean = bean;
        this.annotations = annotations;
    }

    private TypeResolver types() {
        if (types == null) {
            types = new TypeResolver(bean.beanClass());
        }
        return types;
    }

    /** Finds the routes of a bean. */
    public static Found scan(RouteBean bean, AnnotationSource annotations) {
        RouteScanner scanner = new RouteScanner(bean, annotations);
        List<MethodFamily> families = MethodFamilies.of(bean.beanClass(), annotations, scanner::types);
        if (families.isEmpty()) {
            return Found.NOTHING;
        }
        List<RouteMethod> routes = new ArrayList<>();
        List<DefinitionException> problems = new ArrayList<>();
        for (MethodFamily family : families) {
            try {
                scanner.route(family).ifPresent(routes::add);
            } catch (DefinitionException problem) {
                problems.add(problem);
            }
        }
        return new Found(List.copyOf(routes), List.copyOf(problems));
    }

    private Optional<RouteMethod> route(MethodFamily family) {
        Method running = family.running();
        if (running == null) {
            return Optional.empty();
        }
        return AnnotatedRoute.find(bean.beanClass(), family, annotations)
                .map(annotated -> route(family, running, annotated));
    }

    private RouteMethod route(MethodFamily family, Method running, AnnotatedRoute annotated) {
        String name = Descriptions.of(bean.beanClass(), running);
        checkModifiers(name, running);
        RoutePath path = path(name, annotated);
        ArgumentFinder arguments = new ArgumentFinder(name, path, types(), annotations);
        Method called = called(name, family);
        return new RouteMethod(bean.beanClass(), running, called, viewOf(called), path,
                annotated.idempotent(), annotated.inline(), maxConcurrent(name, annotated),
                AccessAnnotations.of(name, bean.beanClass(), family, annotations),
                arguments.of(running, annotated.where()),
                Constraints.areOn(family), ReturnRule.answers(name, running, types()));
    }

    private static void checkModifiers(String name, Method method) {
        int modifiers = method.getModifiers();
        if (Modifier.isPrivate(modifiers)) {
            throw MESSAGES.privateMethod(name);
        }
        if (Modifier.isStatic(modifiers)) {
            throw MESSAGES.staticMethod(name);
        }
        if (Modifier.isFinal(modifiers)) {
            throw MESSAGES.finalMethod(name);
        }
    }

    private static int maxConcurrent(String name, AnnotatedRoute annotated) {
        if (annotated.maxConcurrent() < 0) {
            throw MESSAGES.negativeLimit(name, annotated.maxConcurrent());
        }
        return annotated.maxConcurrent();
    }

    private static RoutePath path(String name, AnnotatedRoute annotated) {
        try {
            return RoutePath.parse(annotated.path());
        } catch (IllegalArgumentException e) {
            throw MESSAGES.badPath(name, e.getMessage());
        }
    }

    /**
     * Returns the nearest method of the family that one of the bean's types has. The bean's reference can be called by
     * this method.
     */
    private Method called(String name, MethodFamily family) {
        List<Method> methods = new ArrayList<>(family.inClasses());
        methods.addAll(family.inInterfaces());
        for (Method method : methods) {
            if (viewOf(method) != null) {
                if (bean.sessionBean() && !Modifier.isPublic(method.getModifiers())) {
                    throw MESSAGES.notPublicInSessionBean(name);
                }
                return method;
            }
        }
        throw MESSAGES.notInTypes(name, bean.types().stream().map(Type::getTypeName).sorted()
                .collect(Collectors.joining(", ", "[", "]")));
    }

    /** Returns a type of the bean that has the method; {@code null} if none has it. */
    private Type viewOf(Method method) {
        for (Type type : bean.types()) {
            if (method.getDeclaringClass().isAssignableFrom(TypeResolver.raw(type))) {
                return type;
            }
        }
        return null;
    }
}
