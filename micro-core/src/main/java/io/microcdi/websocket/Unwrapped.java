package io.microcdi.websocket;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/** Methods called by reflection that throw what they throw. */
final class Unwrapped {

    private Unwrapped() {
    }

    static Object call(Method method, Object receiver, Object... arguments) throws Throwable {
        try {
            return method.invoke(receiver, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
