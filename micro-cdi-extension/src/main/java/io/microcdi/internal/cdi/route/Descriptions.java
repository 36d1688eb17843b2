package io.microcdi.internal.cdi.route;

import java.lang.reflect.Method;
import java.util.StringJoiner;

/** How messages name a method. */
final class Descriptions {

    private Descriptions() {
    }

    /** The bean's class, the method, and where the method is from if that is elsewhere. */
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
