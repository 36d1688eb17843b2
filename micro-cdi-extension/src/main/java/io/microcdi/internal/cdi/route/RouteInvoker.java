package io.microcdi.internal.cdi.route;

import static io.microcdi.internal.cdi.route.RouteMessages.MESSAGES;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.microcdi.RouteContext;
import io.microcdi.RouteHandler;

/**
 * Calls a route's method: binds the arguments, activates the request scope, calls the bean's reference so that its
 * interceptors run, and gives the bean back when the answer is there.
 *
 * <p>All that can be wrong with a route is found when it is made.
 */
public final class RouteInvoker implements RouteHandler {

    private static final MethodType INVOKED = MethodType.methodType(Object.class, Object.class, Object[].class);

    private final Method method;
    private final Argument[] arguments;
    private final boolean answers;
    private final InstanceSource instances;
    private final RequestScope requestScope;
    /** Made by the first call: of a thousand routes an application starts with, many are not called for long. */
    private MethodHandle handle;

    /**
     * Prepares a route.
     *
     * @throws jakarta.enterprise.inject.spi.DefinitionException if its method must not be called
     */
    public RouteInvoker(RouteMethod route, InstanceSource instances, RequestScope requestScope) {
        this.method = route.called();
        this.arguments = route.arguments().toArray(Argument[]::new);
        this.answers = route.answers();
        this.instances = instances;
        this.requestScope = requestScope;
        try {
            method.setAccessible(true); // beans and their methods may be package-private
        } catch (RuntimeException e) {
            throw MESSAGES.notAccessible(route.description(), e);
        }
    }

    /** Without a lock: it is the same whoever makes it, and cannot be seen half made. */
    private MethodHandle prepared() throws IllegalAccessException {
        MethodHandle known = handle;
        if (known == null) {
            known = MethodHandles.lookup().unreflect(method).asFixedArity()
                    .asSpreader(Object[].class, arguments.length).asType(INVOKED);
            handle = known;
        }
        return known;
    }

    @Override
    public Object handle(RouteContext context) throws Exception {
        Object[] values = new Object[arguments.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = arguments[i].from(context);
        }
        RequestScope.Activation active = requestScope.activate();
        try {
            Object result = call(instances.lease(), values);
            if (result instanceof CompletionStage<?> stage) {
                return answers ? stage : withoutAnswer(stage);
            }
            return answers ? result : NOTHING;
        } finally {
            active.close();
        }
    }

    /** The same without a value; to cancel it is to cancel what the method returned. */
    private static CompletionStage<Object> withoutAnswer(CompletionStage<?> stage) {
        CompletableFuture<Object> done = stage.<Object>thenApply(value -> NOTHING).toCompletableFuture();
        done.whenComplete((value, failure) -> {
            if (done.isCancelled()) {
                stage.toCompletableFuture().cancel(true);
            }
        });
        return done;
    }

    /** Calls the method; the bean is given back at once, or when the stage that it returned has completed. */
    private Object call(InstanceSource.Lease lease, Object[] values) throws Exception {
        boolean later = false;
        try {
            Object result = (Object) prepared().invokeExact(lease.instance(), values);
            if (result instanceof CompletionStage<?> stage) {
                later = true;
                stage.whenComplete((value, failure) -> lease.release());
            }
            return result;
        } catch (Exception e) {
            throw SessionBeanFailures.unwrap(e);
        } catch (Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e); // nothing else can be thrown
        } finally {
            if (!later) {
                lease.release();
            }
        }
    }
}
