package io.microcdi.internal.cdi;

import static io.microcdi.internal.cdi.CdiLog.LOG;

import java.lang.annotation.Annotation;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import jakarta.enterprise.context.ConversationScoped;
import jakarta.enterprise.context.NormalScope;
import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.AmbiguousResolutionException;
import jakarta.enterprise.inject.Specializes;
import jakarta.enterprise.inject.Vetoed;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.Decorator;
import jakarta.enterprise.inject.spi.Interceptor;
import jakarta.enterprise.inject.spi.ProcessManagedBean;
import jakarta.enterprise.inject.spi.ProcessSessionBean;
import jakarta.inject.Scope;
import jakarta.inject.Singleton;

import io.microcdi.cdi.MicroService;
import io.microcdi.internal.cdi.route.RouteBean;
import io.microcdi.internal.cdi.route.RouteMethod;
import io.microcdi.internal.cdi.route.RouteScanner;

/** The routes of an application's beans. They are collected while the container processes the beans. */
final class RouteBeans {

    private static final Set<Class<? extends Annotation>> SCOPES_WITHOUT_REQUEST = Set.of(SessionScoped.class,
            ConversationScoped.class);

    private final List<BeanRoute> found = new ArrayList<>();
    /**
     * The problems found. They are reported at the end, with all others, because a definition error would hide the
     * others.
     */
    private final List<Throwable> broken = new ArrayList<>();
    private final Set<Class<?>> beanClasses = new HashSet<>();
    private final Set<Class<?>> specialized = new HashSet<>();
    private final Set<Class<?>> warnedOf = new HashSet<>();

    /** Adds the routes of a bean. {@link #resolve} reports the routes that break a rule. */
    void add(ProcessManagedBean<?> event) {
        Bean<?> bean = event.getBean();
        if (bean instanceof Interceptor || bean instanceof Decorator) {
            return;
        }
        beanClasses.add(bean.getBeanClass());
        if (event.getAnnotatedBeanClass().isAnnotationPresent(Specializes.class)) {
            specialized.add(bean.getBeanClass().getSuperclass());
        }
        RouteScanner.Found scanned = scan(event);
        broken.addAll(scanned.problems());
        for (RouteMethod route : scanned.routes()) {
            if (SCOPES_WITHOUT_REQUEST.contains(bean.getScope())) {
                broken.add(LOG.scope(route.description(), bean.getScope().getSimpleName()));
            } else {
                found.add(new BeanRoute(bean, route));
            }
        }
    }

    private static RouteScanner.Found scan(ProcessManagedBean<?> event) {
        Bean<?> bean = event.getBean();
        try {
            return RouteScanner.scan(
                    new RouteBean(bean.getBeanClass(), bean.getTypes(), event instanceof ProcessSessionBean),
                    new AnnotatedTypeSource(event.getAnnotatedBeanClass()));
        } catch (LinkageError foreign) {
            // a library's bean whose methods refer to missing classes: the container accepts it, so we ignore it
            LOG.debugf(foreign, "The methods of %s cannot be listed", bean.getBeanClass().getName());
            return new RouteScanner.Found(List.of(), List.of());
        }
    }

    /** Returns whether another bean specializes a bean. The container processes it like any other, but it is not enabled. */
    boolean isSpecialized(Bean<?> bean) {
        return specialized.contains(bean.getBeanClass());
    }

    /**
     * Returns one bean for each path. If several beans have a path, the rules of injection decide: an enabled
     * alternative, or a bean that specializes another, replaces the other bean.
     *
     * @param problems gets an error for each route that breaks a rule, and for each path that stays ambiguous
     */
    List<BeanRoute> resolve(BeanManager beans, Consumer<Throwable> problems) {
        broken.forEach(problems);
        Map<String, List<BeanRoute>> byShape = new LinkedHashMap<>();
        found.stream().filter(route -> !isSpecialized(route.bean()))
                .forEach(route -> byShape.computeIfAbsent(route.method().path().shape(), s -> new ArrayList<>())
                        .add(route));
        List<BeanRoute> routes = new ArrayList<>();
        byShape.values().forEach(rivals -> {
            List<BeanRoute> winners = winners(beans, rivals);
            routes.add(winners.get(0));
            winners.stream().skip(1).forEach(second -> problems.accept(LOG.servedTwice(
                    second.method().path().text(), winners.get(0).method().description(),
                    second.method().description())));
        });
        return routes;
    }

    private static List<BeanRoute> winners(BeanManager beans, List<BeanRoute> rivals) {
        if (rivals.size() == 1) {
            return rivals;
        }
        Set<Bean<?>> candidates = new LinkedHashSet<>();
        rivals.forEach(rival -> candidates.add(rival.bean()));
        try {
            Bean<?> chosen = candidates.size() == 1 ? rivals.get(0).bean() : beans.resolve(candidates);
            return rivals.stream().filter(rival -> rival.bean().equals(chosen)).toList();
        } catch (AmbiguousResolutionException ambiguous) {
            return rivals;
        }
    }

    /**
     * Warns of concrete classes with routes if neither they nor their subclasses are beans. It warns once of each
     * class.
     */
    void warnOfNonBeans(Collection<Class<?>> withRoutes) {
        // look into the set first: there may be thousands of classes, and nearly all of them are beans
        withRoutes.stream().filter(RouteBeans::isMeantAsBean)
                .filter(type -> !beanClasses.contains(type))
                .filter(type -> beanClasses.stream().noneMatch(type::isAssignableFrom)).filter(warnedOf::add)
                .forEach(type -> LOG.notABean(type.getName(), cure(type)));
    }

    private static String cure(Class<?> type) {
        if (type.isAnnotationPresent(Singleton.class)) {
            return "@Singleton makes no bean where only annotated classes are beans; annotate it with @MicroService or"
                    + " @ApplicationScoped";
        }
        for (Annotation annotation : type.getAnnotations()) {
            String name = "@" + annotation.annotationType().getSimpleName();
            if (annotation.annotationType().getName().startsWith("jakarta.ejb.")) {
                return name + " needs a server with Enterprise Beans; annotate it with @MicroService or"
                        + " @ApplicationScoped";
            }
            if (makesBean(annotation.annotationType())) {
                return "it has " + name
                        + ", but none of its constructors is one that CDI can call (without parameters, or"
                        + " with @Inject), or an extension has vetoed it";
            }
        }
        return "annotate it with @MicroService or a scope";
    }

    private static boolean makesBean(Class<? extends Annotation> type) {
        return type == MicroService.class || type.isAnnotationPresent(NormalScope.class)
                || type.isAnnotationPresent(Scope.class);
    }

    /** Returns whether a class is meant to be a bean. Other classes are not beans on purpose. */
    private static boolean isMeantAsBean(Class<?> type) {
        return !type.isInterface() && !Modifier.isAbstract(type.getModifiers())
                && !type.isAnnotationPresent(Vetoed.class) && !type.isAnnotationPresent(Alternative.class);
    }
}
