package io.microcdi.internal.cdi.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Type;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Scans classes as if they were beans with the types that CDI gives them. */
final class Scans {

    private Scans() {
    }

    static List<RouteMethod> routes(Class<?> bean) {
        RouteScanner.Found found = RouteScanner.scan(asBean(bean), AnnotationSource.REFLECTION);
        assertThat(found.problems()).isEmpty();
        return found.routes();
    }

    static RouteMethod route(Class<?> bean) {
        List<RouteMethod> routes = routes(bean);
        assertThat(routes).hasSize(1);
        return routes.get(0);
    }

    /** The one message that a class gets. */
    static String problem(Class<?> bean) {
        return problem(asBean(bean));
    }

    static String problem(RouteBean bean) {
        RouteScanner.Found found = RouteScanner.scan(bean, AnnotationSource.REFLECTION);
        assertThat(found.routes()).isEmpty();
        assertThat(found.problems()).hasSize(1);
        return found.problems().get(0).getMessage();
    }

    static RouteBean asBean(Class<?> type) {
        Set<Type> types = new LinkedHashSet<>();
        addTypes(type, types);
        return new RouteBean(type, types, false);
    }

    private static void addTypes(Class<?> type, Set<Type> types) {
        types.add(type);
        if (type.getSuperclass() != null) {
            addTypes(type.getSuperclass(), types);
        }
        for (Class<?> implemented : type.getInterfaces()) {
            addTypes(implemented, types);
        }
    }
}
