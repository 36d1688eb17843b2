package io.microcdi.internal.cdi;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

import io.microcdi.RouteContext;
import io.microcdi.internal.route.Invocation;

/** The {@code RouteContext} that is injected: that of the handler whose thread calls it. */
final class CurrentContext {

    private CurrentContext() {
    }

    /** Makes a context that each call passes to the context of its thread. */
    static RouteContext make() {
        return (RouteContext) Proxy.newProxyInstance(RouteContext.class.getClassLoader(),
                new Class<?>[] { RouteContext.class }, (proxy, method, arguments) -> call(proxy, method, arguments));
    }

    private static Object ofObject(Object proxy, String method, Object[] arguments) {
        return switch (method) {
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> "the context of the route that the thread serves";
        };
    }

    private static Object call(Object proxy, Method method, Object[] arguments) throws Throwable {
        if (method.getDeclaringClass() == Object.class) {
            return ofObject(proxy, method.getName(), arguments);
        }
        Invocation current = Invocation.current();
        if (current == null) {
            throw CdiLog.LOG.noRoute();
        }
        try {
            return method.invoke(current, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
