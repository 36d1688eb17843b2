package io.microcdi.internal.cdi.route;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.List;

import io.microcdi.internal.node.RoutePath;
import io.microcdi.internal.security.AccessRule;

/**
 * A route that keeps all rules: a path, and the method that serves it.
 *
 * @param beanClass the class of the bean
 * @param running the method with the body that runs
 * @param called the method by which the bean's reference is called. It differs from {@code running} if the bean's types
 *        contain only an interface with this method
 * @param view the type of the bean that has {@code called}
 * @param path the path
 * @param idempotent whether callers may retry the route even if an earlier attempt may have run
 * @param inline whether the method runs on the reading thread
 * @param maxConcurrent how many requests may be in work at once; 0 for any number
 * @param access which users may use the route
 * @param arguments the sources of the arguments, in the method's order
 * @param constrained whether a parameter has a constraint of Jakarta Validation or {@code @Valid}
 * @param answers whether the method answers with a value; {@code false} for {@code void} and
 *        {@code CompletionStage<Void>}
 */
public record RouteMethod(Class<?> beanClass, Method running, Method called, Type view, RoutePath path,
        boolean idempotent, boolean inline, int maxConcurrent, AccessRule access, List<Argument> arguments,
        boolean constrained,
        boolean answers) {

    /** Returns the method's name for messages: {@code org.acme.Payments.charge(Charge)}. */
    public String description() {
        return Descriptions.of(beanClass, running);
    }
}
