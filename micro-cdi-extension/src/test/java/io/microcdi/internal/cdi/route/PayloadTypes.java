package io.microcdi.internal.cdi.route;

import java.lang.reflect.Type;
import java.util.concurrent.atomic.AtomicReference;

/** Learns from an argument which type it asks the request for. */
final class PayloadTypes {

    private PayloadTypes() {
    }

    static Type asked(Argument argument) {
        AtomicReference<Type> asked = new AtomicReference<>();
        argument.from(new FixedContext() {
            @Override
            public <T> T payload(Type type) {
                asked.set(type);
                return null;
            }
        });
        return asked.get();
    }
}
