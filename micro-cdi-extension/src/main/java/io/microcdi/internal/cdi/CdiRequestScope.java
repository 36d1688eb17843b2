package io.microcdi.internal.cdi;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.inject.spi.BeanManager;

import io.microcdi.internal.cdi.route.RequestScope;

/**
 * The container's request scope. A request context controller stores whether it has activated the scope, so only one
 * thread at a time uses it. Controllers are reused, because their lookup costs more than most methods do.
 */
final class CdiRequestScope implements RequestScope {

    private final Supplier<RequestContextController> controllers;
    private final Queue<Active> idle = new ConcurrentLinkedQueue<>();

    CdiRequestScope(BeanManager beans) {
        this.controllers = () -> beans.createInstance().select(RequestContextController.class).get();
    }

    @Override
    public Activation activate() {
        Active known = idle.poll();
        Active active = known == null ? new Active(controllers.get()) : known;
        if (active.controller.activate()) {
            return active;
        }
        idle.add(active);
        return Activation.NONE;
    }

    private final class Active implements Activation {

        private final RequestContextController controller;

        Active(RequestContextController controller) {
            this.controller = controller;
        }

        @Override
        public void close() {
            controller.deactivate();
            idle.add(this);
        }
    }
}
