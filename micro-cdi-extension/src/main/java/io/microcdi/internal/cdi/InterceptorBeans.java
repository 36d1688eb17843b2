package io.microcdi.internal.cdi;

import java.lang.reflect.Type;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;

import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.interceptor.Interceptor;

import org.jspecify.annotations.Nullable;

import io.microcdi.CallInterceptor;
import io.microcdi.NodeInstrument;
import io.microcdi.internal.cdi.route.InstanceSource;
import io.microcdi.internal.standalone.InstrumentProvider;
import io.microcdi.internal.standalone.Observers;

/** The interceptors of calls that are beans of the application, and its instrument. */
final class InterceptorBeans {

    private final List<InstanceSource.Lease> leases;

    private InterceptorBeans(List<InstanceSource.Lease> leases) {
        this.leases = leases;
    }

    /** Gets a reference to each bean, in the order of their priorities. */
    static InterceptorBeans find(BeanManager beans) {
        return new InterceptorBeans(beans.getBeans(CallInterceptor.class, Any.Literal.INSTANCE).stream()
                .sorted(Comparator.<Bean<?>>comparingInt(InterceptorBeans::priority)
                        .thenComparing(bean -> bean.getBeanClass().getName()))
                .map(bean -> new BeanInstances(beans, bean, CallInterceptor.class).lease()).toList());
    }

    private static int priority(Bean<?> bean) {
        Priority stated = bean.getBeanClass().getAnnotation(Priority.class);
        return stated == null ? Interceptor.Priority.APPLICATION : stated.value();
    }

    /**
     * Returns the observers of the node: the beans, and the instrument that a class loader finds.
     *
     * @param loader the class loader of the application
     */
    Observers observers(BeanManager beans, ClassLoader loader) {
        return new Observers(leases.stream().map(lease -> (CallInterceptor) lease.instance()).toList(),
                instrument(beans, loader));
    }

    /** Returns the instrument that a class loader finds; {@code null} if there is none. */
    static @Nullable NodeInstrument instrument(BeanManager beans, ClassLoader loader) {
        return InstrumentProvider.find(loader, type -> bean(beans, type));
    }

    private static @Nullable Object bean(BeanManager beans, Type type) {
        Iterator<Bean<?>> found = beans.getBeans(type).iterator();
        Bean<?> bean = found.hasNext() ? beans.resolve(beans.getBeans(type)) : null;
        return bean == null ? null : beans.getReference(bean, type, beans.createCreationalContext(bean));
    }

    /** Destroys the dependent beans. */
    void release() {
        leases.forEach(InstanceSource.Lease::release);
    }
}
