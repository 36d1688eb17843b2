package io.microcdi.it.app;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import jakarta.annotation.Priority;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InterceptorBinding;
import jakarta.interceptor.InvocationContext;

/** A binding of the application's own, whose interceptor shows that it has run. */
@InterceptorBinding
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.TYPE, ElementType.METHOD })
public @interface Traced {

    /** Puts the name of the method and its argument before the result. */
    @Traced
    @Interceptor
    @Priority(Interceptor.Priority.APPLICATION)
    class Tracing {

        /** Calls the method. */
        @AroundInvoke
        Object trace(InvocationContext invocation) throws Exception {
            return invocation.getMethod().getName() + "(" + invocation.getParameters()[0] + ") " + invocation.proceed();
        }
    }
}
