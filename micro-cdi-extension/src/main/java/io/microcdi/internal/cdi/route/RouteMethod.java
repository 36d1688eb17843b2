package io.microcdi.internal.cdi.route;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.List;

/**
 * A route that keeps all rules: a path, and the method that serves it.
 *
 * @param beanClass the class of the bean
 * @param running the method with the body that runs
 * @param called the method by which the bean's reference is called; another than {@code running} where the bean's types
 *        have only an interface of it
 * @param view the type of the bean that has {@code called}
 * @param path the path
 * @param idempotent whether callers may repeat it
 * @param inline whether it runs on the thread that reads
 * @param arguments where the arguments come from, in the method's order
 * @param answers whether it gives an answer, other than {@code void} and {@code CompletionStage<Void>}
 */
public record RouteMethod(Class<?> beanClass, Method running, Method called, Type view, RoutePath path,
        boolean idempotent, boolean inline, List<Argument> arguments, boolean answers) {

    /** The method as messages name it: {@code org.acme.Payments.charge(Charge)}. */
    public String description() {
        return Descriptions.of(beanClass, running);
    }
}
