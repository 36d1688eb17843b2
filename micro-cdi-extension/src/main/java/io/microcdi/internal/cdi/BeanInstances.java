package io.microcdi.internal.cdi;

import java.lang.reflect.Type;

import jakarta.enterprise.context.spi.CreationalContext;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Singleton;

import io.microcdi.internal.cdi.route.InstanceSource;

/** References to a bean: one for all requests where its scope allows that, else one for each. */
final class BeanInstances implements InstanceSource {

    private final BeanManager beans;
    private final Bean<?> bean;
    private final Type view;
    private final boolean shareable;
    private volatile Lease shared;

    /**
     * References to a bean; none is asked for before the first request.
     *
     * @param view the type that the reference must have
     */
    BeanInstances(BeanManager beans, Bean<?> bean, Type view) {
        this.beans = beans;
        this.bean = bean;
        this.view = view;
        // the proxy of a normal scope finds the instance at each call, and a singleton is there once
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

    /** An instance of one request: it and what was made for it are destroyed at its end. */
    private record Owned(Object instance, CreationalContext<?> context) implements Lease {

        @Override
        public void release() {
            context.release();
        }
    }
}
