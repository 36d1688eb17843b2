package io.microcdi.internal.cdi;

import java.lang.reflect.Type;

import jakarta.enterprise.context.spi.CreationalContext;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Singleton;

import io.microcdi.internal.cdi.route.InstanceSource;

/**
 * Supplies references to a bean: one for all requests if the bean's scope allows it, and otherwise one for each
 * request.
 */
final class BeanInstances implements InstanceSource {

    private final BeanManager beans;
    private final Bean<?> bean;
    private final Type view;
    private final boolean shareable;
    private volatile Lease shared;

    /**
     * Makes a source of references. It gets no reference before the first request.
     *
     * @param view the type that the reference must have
     */
    BeanInstances(BeanManager beans, Bean<?> bean, Type view) {
        this.beans = beans;
        this.bean = bean;
        this.view = view;
        // the proxy of a normal scope finds the instance at each call, and a singleton has only one instance
        this.shareable = beans.isNormalScope(bean.getScope()) || bean.getScope() == Singleton.class;
    }

    @Override
    public Lease lease() {
        Lease known = shared;
        if (known != null) {
            return known;
        }
        CreationalContext<?> context = beans.createCreationalContext(bean);
        Object instance = beans.getReference(bean, view, context);
        if (shareable) {
            known = new Shared(instance);
            shared = known;
            return known;
        }
        return new Owned(instance, context);
    }

    /** An instance for one request. It is destroyed at the end of the request, with its dependent objects. */
    private record Owned(Object instance, CreationalContext<?> context) implements Lease {

        @Override
        public void release() {
            context.release();
        }
    }
}
