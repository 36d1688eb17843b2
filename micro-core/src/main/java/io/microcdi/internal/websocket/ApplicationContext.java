package io.microcdi.internal.websocket;

import java.util.function.Supplier;

import io.microcdi.internal.link.Receiver;

/**
 * The class loader with which something is done: mostly that of the application. A server reads sockets on threads that
 * know none, or another application's; what is found by it, as the providers of JSON-P and JSON-B, would be missing or
 * foreign there.
 */
record ApplicationContext(ClassLoader loader) {

    /** The calling thread's, which is the application's while it builds its node. */
    static ApplicationContext current() {
        return new ApplicationContext(Thread.currentThread().getContextClassLoader());
    }

    <T> T call(Supplier<T> action) {
        Thread thread = Thread.currentThread();
        ClassLoader outer = thread.getContextClassLoader();
        if (outer == loader) {
            return action.get();
        }
        thread.setContextClassLoader(loader);
        try {
            return action.get();
        } finally {
            thread.setContextClassLoader(outer);
        }
    }

    /** The same receiver, told everything in this context. */
    Receiver wrap(Receiver receiver) {
        return new Receiver() {
            @Override
            public void text(String message) {
                run(() -> receiver.text(message));
            }

            @Override
            public void alive() {
                receiver.alive();
            }

            @Override
            public void refuse(int code, String reason) {
                run(() -> receiver.refuse(code, reason));
            }

            @Override
            public void closed(int code, String reason) {
                run(() -> receiver.closed(code, reason));
            }
        };
    }

    void run(Runnable action) {
        call(() -> {
            action.run();
            return null;
        });
    }
}
