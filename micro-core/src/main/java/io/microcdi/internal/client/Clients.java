package io.microcdi.internal.client;

import java.lang.reflect.Proxy;

import io.microcdi.MicroCaller;
import io.microcdi.internal.call.DefaultCaller;
import io.microcdi.internal.route.ExceptionMappers;

/** Makes typed clients. */
public final class Clients {

    private Clients() {
    }

    /**
     * Makes a client.
     *
     * @throws IllegalArgumentException if the interface breaks a rule. The rules that it breaks beside that are suppressed
     *         exceptions of the first
     */
    public static <T> T make(MicroCaller caller, Class<T> type) {
        ExceptionMappers mappers = caller instanceof DefaultCaller own ? own.exceptionMappers()
                : new ExceptionMappers();
        ClientPlan plan = ClientPlan.of(type, mappers::unmaps);
        plan.check();
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type },
                new ClientProxy(plan, caller.to(plan.namespace()), mappers)));
    }
}
