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
 * Calls a route's method. It activates the request scope, binds the arguments, and calls the bean's reference, so that
 * interceptors run. It releases the bean when the handler has answered.
 *
 * <p>The constructor finds all errors of a route.
 */
public final class RouteInvoker implements RouteHandler {

    private static final MethodType INVOKED = MethodType.methodType(Object.class, Object.class, Object[].class);

    private final RouteMethod route;
    private final Method method;
    private final Argument[] arguments;
    /** {@code null} if the application has no Jakarta Validation. */
    private final BeanValidation validation;
    private final boolean constrained;
    private final boolean answers;
    private final InstanceSource instances;
    private final RequestScope requestScope;
    /**
     * The method handle. The first call makes it, because many of an application's routes are not called for a long
     * time.
     */
    private MethodHandle handle;

    /**
     * Prepares a route.
     *
     * @param validation checks the arguments; {@code null} if the application has no Jakarta Validation
     * @throws jakarta.enterprise.inject.spi.DefinitionException if the method is not accessible
     */
    public RouteInvoker(RouteMethod route, InstanceSource instances, RequestScope requestScope,
            BeanValidation validation) {
        this.route = route;
        this.method = route.called();
        this.validation = validation;
        this.constrained = validation != null && route.constrained() && validation.concerns(route);
        this.arguments = route.arguments().stream().map(argument -> constrained ? argument.nullable() : argument)
                .toArray(Argument[]::new);
        this.answers = route.answers();
        this.instances = instances;
        this.requestScope = requestScope;
        try {
            method.setAccessible(true); // beans and their methods may be package-private
        } catch (RuntimeException e) {
            Class<?> closed = method.getDeclaringClass();
            throw MESSAGES.notAccessible(route.description(), closed.getModule(), closed.getPackageName(), e);
        }
    }

    /** Returns the method handle. It needs no lock: all threads make equal handles, and a handle is immutable. */
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

    /** Returns a stage without a value. If it is cancelled, the stage that the method returned is cancelled too. */
    private static CompletionStage<Object> withoutAnswer(CompletionStage<?> stage) {
        CompletableFuture<Object> done = stage.<Object>thenApply(value -> NOTHING).toCompletableFuture();
        done.whenComplete((value, failure) -> {
            if (done.isCancelled()) {
                stage.toCompletableFuture().cancel(true);
            }
        });
        return done;
    }

    /** Calls the method. The bean is released at once, or when the stage that the method returned has completed. */
    private Object call(InstanceSource.Lease lease, Object[] values) throws Exception {
        boolean later = false;
        try {
            if (constrained) {
                validation.check(lease.instance(), route, values);
            }
            Object result = (Object) prepared().invokeExact(lease.instance(), values);
            if (result instanceof CompletionStage<?> stage) {
                later = true;
                stage.whenComplete((value, failure) -> lease.release());
            }
            return result;
        } catch (Exception e) {
            if (validation != null) {
                validation.explain(e, lease.instance(), route, values);
            }
            throw e;
        } catch (Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e); // the method handle throws no other throwable
        } finally {
            if (!later) {
                lease.release();
            }
        }
    }
}
