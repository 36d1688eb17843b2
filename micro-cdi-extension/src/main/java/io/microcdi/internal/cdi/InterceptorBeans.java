package io.microcdi.internal.cdi;

import static io.microcdi.internal.cdi.CdiLog.LOG;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

import jakarta.annotation.Priority;
import jakarta.enterprise.inject.AmbiguousResolutionException;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.Prioritized;
import jakarta.interceptor.Interceptor;

import org.jspecify.annotations.Nullable;

import io.microcdi.CallInterceptor;
import io.microcdi.NodeInstrument;
import io.microcdi.internal.standalone.InstrumentProvider;
import io.microcdi.internal.standalone.Observers;

/** The interceptors of calls that are beans of the application, and its instrument. */
final class InterceptorBeans {

    private final List<CallInterceptor> interceptors = new ArrayList<>();
    private @Nullable NodeInstrument instrument;

    /**
     * Gets a reference to each bean: interceptors in the order of their priorities, and the instrument.
     *
     * @throws jakarta.enterprise.inject.spi.DeploymentException if there are several instruments
     */
    static InterceptorBeans find(BeanManager beans, HeldBeans held) {
        InterceptorBeans found = new InterceptorBeans();
        // an instrument is an interceptor too, and Observers asks it as such
        beans.getBeans(CallInterceptor.class, Any.Literal.INSTANCE).stream()
                .filter(bean -> !bean.getTypes().contains(NodeInstrument.class) && !isReplaced(beans, bean))
                .sorted(Comparator.<Bean<?>>comparingInt(InterceptorBeans::priority)
                        .thenComparing(bean -> bean.getBeanClass().getName()))
                .forEach(bean -> found.interceptors.add(held.get(beans, bean, CallInterceptor.class)));
        Bean<?> measuring = instrument(beans);
        if (measuring != null) {
            found.instrument = held.get(beans, measuring, NodeInstrument.class);
        }
        return found;
    }

    private static @Nullable Bean<?> instrument(BeanManager beans) {
        Set<Bean<?>> instruments = beans.getBeans(NodeInstrument.class, Any.Literal.INSTANCE);
        try {
            return beans.resolve(instruments);
        } catch (AmbiguousResolutionException several) {
            throw LOG.severalInstruments(instruments.stream().map(bean -> bean.getBeanClass().getName()).sorted()
                    .collect(Collectors.joining(", ")), several);
        }
    }

    /** Returns whether injection by the class of a bean would choose another bean, for example an enabled alternative. */
    private static boolean isReplaced(BeanManager beans, Bean<?> bean) {
        try {
            Bean<?> chosen = isOfClass(bean)
                    ? beans.resolve(beans.getBeans(bean.getBeanClass(), Any.Literal.INSTANCE))
                    : null;
            return chosen != null && !chosen.equals(bean);
        } catch (AmbiguousResolutionException both) {
            return false;
        }
    }

    /**
     * Returns whether a bean is an instance of its class, and not an object that a method or field of this class produces.
     */
    private static boolean isOfClass(Bean<?> bean) {
        return bean.getTypes().contains(bean.getBeanClass());
    }

    private static int priority(Bean<?> bean) {
        if (bean instanceof Prioritized prioritized) {
            return prioritized.getPriority();
        }
        // the types of a bean may be restricted, and the class of a producer is no interceptor
        Priority stated = CallInterceptor.class.isAssignableFrom(bean.getBeanClass())
                ? bean.getBeanClass().getAnnotation(Priority.class)
                : null;
        return stated != null ? stated.value()
                : bean.getStereotypes().stream().map(type -> type.getAnnotation(Priority.class))
                        .filter(Objects::nonNull).findFirst().map(Priority::value)
                        .orElse(Interceptor.Priority.APPLICATION);
    }

    /**
     * Returns the observers of the node: the beans, and the instrument that a class loader finds if no bean is one.
     *
     * @param loader the class loader of the application
     * @param found of {@link #once}
     */
    Observers observers(ClassLoader loader, Function<Class<?>, @Nullable Object> found) {
        return new Observers(List.copyOf(interceptors),
                instrument != null ? instrument : InstrumentProvider.find(loader, found));
    }

    /**
     * Returns a function that looks for the bean of a type at its first use only. Two threads may do so at once. A lock would
     * not be safe: code of the application makes the bean, and might never return.
     */
    static Function<Class<?>, @Nullable Object> once(BeanManager beans, HeldBeans held) {
        Map<Class<?>, Optional<Object>> found = new ConcurrentHashMap<>();
        return type -> {
            Optional<Object> known = found.get(type);
            if (known == null) {
                Optional<Object> looked = Optional.ofNullable(bean(beans, held, type));
                Optional<Object> other = found.putIfAbsent(type, looked);
                known = other == null ? looked : other;
            }
            return known.orElse(null);
        };
    }

    private static @Nullable Object bean(BeanManager beans, HeldBeans held, Class<?> type) {
        Bean<?> bean;
        try {
            bean = beans.resolve(beans.getBeans(type));
        } catch (AmbiguousResolutionException several) {
            LOG.severalTelemetries(type.getName(), several.getMessage());
            return null;
        }
        return bean == null ? null : held.get(beans, bean, type);
    }
}
