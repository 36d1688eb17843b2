package io.microcdi.internal.cdi;

import static io.microcdi.internal.cdi.CdiLog.LOG;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

import jakarta.enterprise.inject.AmbiguousResolutionException;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.Decorator;
import jakarta.enterprise.inject.spi.Interceptor;

import io.microcdi.error.CallFailedException;
import io.microcdi.error.RouteException;
import io.microcdi.error.RouteExceptionMapper;
import io.microcdi.internal.cdi.route.InstanceSource;
import io.microcdi.internal.cdi.route.RequestScope;
import io.microcdi.internal.route.ExceptionMappers;

/** The exception mappers among an application's beans. They are collected while the container processes the beans. */
final class MapperBeans {

    private final Map<ParameterizedType, Set<Bean<?>>> byType = new LinkedHashMap<>();
    /** The mappers whose exception type is not known. They are reported at the end, with all other problems. */
    private final List<Bean<?>> open = new ArrayList<>();

    /** Adds a bean if it is a mapper. */
    void add(Bean<?> bean) {
        if (bean instanceof Interceptor || bean instanceof Decorator) {
            return;
        }
        for (Type type : bean.getTypes()) {
            if (type == RouteExceptionMapper.class) {
                open.add(bean);
            } else if (type instanceof ParameterizedType mapper && mapper.getRawType() == RouteExceptionMapper.class) {
                if (exception(mapper) instanceof Class<?>) {
                    byType.computeIfAbsent(mapper, key -> new LinkedHashSet<>()).add(bean);
                } else {
                    open.add(bean);
                }
            }
        }
    }

    private static Type exception(ParameterizedType mapper) {
        return mapper.getActualTypeArguments()[0];
    }

    /**
     * Chooses one mapper for each exception type, by the rules of injection.
     *
     * @param specialized says which beans are not enabled, because another one specializes them
     * @param problems gets an error for each mapper whose exception type is not known, and for each type with several mappers
     */
    void resolve(BeanManager beans, Predicate<Bean<?>> specialized, Consumer<Throwable> problems) {
        open.stream().filter(specialized.negate())
                .forEach(bean -> problems.accept(LOG.openMapper(bean.getBeanClass().getName())));
        byType.forEach((type, rivals) -> {
            rivals.removeIf(specialized);
            if (rivals.size() < 2) {
                return;
            }
            try {
                Bean<?> chosen = beans.resolve(rivals);
                rivals.removeIf(rival -> !rival.equals(chosen));
            } catch (AmbiguousResolutionException ambiguous) {
                List<String> names = rivals.stream().map(bean -> bean.getBeanClass().getName()).toList();
                problems.accept(LOG.severalMappers(exception(type).getTypeName(), names.get(0), names.get(1)));
            }
        });
    }

    /** Returns whether a typed client that declares an exception type expects an exception that a mapper makes. */
    boolean unmaps(Class<?> type) {
        return byType.keySet().stream()
                .anyMatch(mapper -> ExceptionMappers.isMeant((Class<?>) exception(mapper), type));
    }

    /** Adds the mappers to those of a node. */
    void addTo(ExceptionMappers mappers, BeanManager beans, RequestScope requestScope) {
        byType.forEach((type, chosen) -> chosen.forEach(bean -> mappers.add((Class<?>) exception(type),
                new BeanMapper(new BeanInstances(beans, bean, type), requestScope))));
    }

    /** Calls the bean of a mapper. */
    private record BeanMapper(InstanceSource instances, RequestScope requestScope)
            implements
                RouteExceptionMapper<Throwable> {

        @Override
        public RouteException toRouteException(Throwable exception) {
            return inScope(mapper -> mapper.toRouteException(exception));
        }

        @Override
        public Throwable toException(CallFailedException failure) {
            return inScope(mapper -> mapper.toException(failure));
        }

        /** Calls the bean in a request scope, because a mapper may have this scope or use its beans. */
        @SuppressWarnings("unchecked") // the bean has this type
        private <T> T inScope(Function<RouteExceptionMapper<Throwable>, T> question) {
            RequestScope.Activation active = requestScope.activate();
            try { // a bean that cannot be made must leave no active scope behind
                InstanceSource.Lease lease = instances.lease();
                try {
                    return question.apply((RouteExceptionMapper<Throwable>) lease.instance());
                } finally {
                    lease.release();
                }
            } finally {
                active.close();
            }
        }
    }
}
