package io.microcdi.internal.cdi.route;

import java.lang.reflect.Method;
import java.util.StringJoiner;

/** Describes a method for messages. */
final class Descriptions {

    private Descriptions() {
    }

    /** Returns the bean's class, the method, and the declaring class if it differs from the bean's class. */
    static String of(Class<?> bean, Method method) {
        StringJoiner parameters = new StringJoiner(", ");
        for (Class<?> parameter : method.getParameterTypes()) {
            parameters.add(parameter.getSimpleName());
        }
        String name = bean.getName() + "." + method.getName() + "(" + parameters + ")";
        return method.getDeclaringClass() == bean ? name
                : name + " (inherited from " + method.getDeclaringClass().getName() + ")";
    }
}
