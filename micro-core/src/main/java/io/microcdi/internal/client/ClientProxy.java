package io.microcdi.internal.client;

import java.lang.invoke.MethodHandle;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.util.Map;

import io.microcdi.MicroCall;
import io.microcdi.error.CallFailedException;
import io.microcdi.internal.route.ExceptionMappers;

/** Runs the methods of a typed client. Thread-safe. */
final class ClientProxy implements InvocationHandler {

    private final ClientPlan plan;
    private final Map<Method, ClientMethod> routes;
    private final Map<Method, MethodHandle> bodies;
    private final MicroCall base;
    private final ExceptionMappers mappers;

    /**
     * Makes the handler of one client.
     *
     * @param base the call with the settings of the namespace
     * @param mappers give the exceptions that the methods declare
     */
    ClientProxy(ClientPlan plan, MicroCall base, ExceptionMappers mappers) {
        this.plan = plan;
        this.routes = plan.routes();
        this.bodies = plan.bodies();
        this.base = base;
        this.mappers = mappers;
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        ClientMethod route = routes.get(method);
        if (route != null) {
            return call(route, arguments);
        }
        MethodHandle body = bodies.get(method);
        if (body != null) {
            return (Object) body.invokeExact(proxy, arguments);
        }
        if (method.isDefault()) {
            // an interface whose package is not open, for example one of the JDK
            return InvocationHandler.invokeDefault(proxy, method, arguments);
        }
        return ofObject(proxy, method, arguments);
    }

    private Object call(ClientMethod route, Object[] arguments) throws Throwable {
        try {
            return route.call(base, arguments);
        } catch (CallFailedException failure) {
            Throwable declared = mappers.unmap(failure, route.declared());
            if (declared == null) {
                throw failure;
            }
            explain(declared, failure);
            throw declared;
        }
    }

    /** Makes the failed call the cause of the mapped exception, unless that has one, or may have none. */
    @SuppressWarnings("ReferenceEquality") // a mapper may give the failure itself
    private static void explain(Throwable declared, CallFailedException failure) {
        if (declared != failure && declared.getCause() == null) {
            try {
                declared.initCause(failure);
            } catch (IllegalStateException fixed) {
                // the exception was made without a cause for ever
            }
        }
    }

    @SuppressWarnings("ReferenceEquality") // a client is equal to itself alone
    private Object ofObject(Object proxy, Method method, Object[] arguments) {
        return switch (method.getName()) {
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> plan.type().getName() + ", the client of " + plan.namespace();
        };
    }
}
