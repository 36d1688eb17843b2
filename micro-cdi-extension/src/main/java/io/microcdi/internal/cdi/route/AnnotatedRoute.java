package io.microcdi.internal.cdi.route;

import static io.microcdi.internal.cdi.route.RouteMessages.MESSAGES;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import io.microcdi.annotation.Metadata;
import io.microcdi.annotation.Route;
import io.microcdi.annotation.RouteParam;
import io.microcdi.internal.node.RoutePath;

/**
 * The annotation that makes a method a route, and the method on which it is written. That is the method itself, the
 * method of the nearest superclass with the annotation, or the method of the only interface with it.
 *
 * @param prefix the annotation of the class or interface; {@code null} if there is none
 */
record AnnotatedRoute(Route route, Method where, Route prefix) {

    /**
     * Finds the annotation of a method.
     *
     * @throws jakarta.enterprise.inject.spi.DefinitionException if the annotation is ambiguous
     */
    static Optional<AnnotatedRoute> find(Class<?> bean, MethodFamily family, AnnotationSource annotations) {
        for (Method method : family.inClasses()) {
            Route route = annotations.onMethod(method, Route.class);
            if (route != null) {
                return Optional.of(checked(bean, family, of(bean, route, method, annotations), annotations));
            }
        }
        List<Method> candidates = MethodFamily.nearest(family.inInterfaces().stream()
                .filter(method -> annotations.onMethod(method, Route.class) != null).toList());
        if (candidates.size() > 1) {
            throw MESSAGES.twoInterfaces(Descriptions.of(bean, family.running()),
                    candidates.get(0).getDeclaringClass().getName(), candidates.get(1).getDeclaringClass().getName());
        }
        return candidates.stream().findFirst().map(method -> checked(bean, family,
                of(bean, annotations.onMethod(method, Route.class), method, annotations), annotations));
    }

    private static AnnotatedRoute of(Class<?> bean, Route route, Method where, AnnotationSource annotations) {
        for (Class<?> type = bean; type != null; type = type.getSuperclass()) {
            Route prefix = annotations.onClass(type, Route.class);
            if (prefix != null) {
                return new AnnotatedRoute(route, where, prefix);
            }
        }
        return new AnnotatedRoute(route, where, annotations.onClass(where.getDeclaringClass(), Route.class));
    }

    /**
     * Returns the whole path.
     *
     * @throws IllegalArgumentException if the two parts cannot be put together
     */
    String path() {
        return RoutePath.join(prefix == null ? null : prefix.value(), route.value());
    }

    boolean idempotent() {
        return route.idempotent() || prefix != null && prefix.idempotent();
    }

    boolean inline() {
        return route.execution() == Route.Execution.INLINE
                || prefix != null && prefix.execution() == Route.Execution.INLINE;
    }

    /** Returns how many requests may be in work at once; 0 for any number. */
    int maxConcurrent() {
        return route.maxConcurrent() != 0 || prefix == null ? route.maxConcurrent() : prefix.maxConcurrent();
    }

    /** Checks that all annotations are on one method, as in Jakarta REST. It throws if they are on several methods. */
    private static AnnotatedRoute checked(Class<?> bean, MethodFamily family, AnnotatedRoute found,
            AnnotationSource annotations) {
        for (Method nearer : family.inClasses()) {
            if (nearer.equals(found.where)) {
                break;
            }
            boolean mixed = IntStream.range(0, nearer.getParameterCount())
                    .anyMatch(i -> annotations.onParameter(nearer, i, RouteParam.class) != null
                            || annotations.onParameter(nearer, i, Metadata.class) != null);
            if (mixed) {
                throw MESSAGES.paramsWithoutRoute(Descriptions.of(bean, nearer),
                        found.where.getDeclaringClass().getName());
            }
        }
        return found;
    }
}
