package io.microcdi.internal.websocket;

import java.util.function.Supplier;

import io.microcdi.internal.concurrent.ReadingThread;
import io.microcdi.internal.link.Receiver;

/**
 * Runs code with a given context class loader, usually that of the application. A server reads sockets on threads that
 * have no context class loader, or that of another application. The providers of JSON-P and JSON-B would not be found
 * there, or would be those of the other application.
 */
record ApplicationContext(ClassLoader loader) {

    /**
     * Returns the class loader of the calling thread. It is the application's while the application builds its node.
     */
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

    /**
     * As {@link #call}, on a thread of a client or server that reads. Code of the application that runs there, such as
     * an inline route or a listener, may leave the thread interrupted. A thread that selects would then end (that of
     * the JDK's client does), or would spin.
     */
    <T> T callReading(Supplier<T> action) {
        boolean before = Thread.currentThread().isInterrupted();
        try {
            return call(() -> ReadingThread.call(action));
        } finally {
            if (!before) {
                Thread.interrupted();
            }
        }
    }

    /** As {@link #callReading}. */
    void runReading(Runnable action) {
        callReading(() -> {
            action.run();
            return null;
        });
    }

    /** Returns a receiver that runs all methods of the given one with this class loader. */
    Receiver wrap(Receiver receiver) {
        return new Receiver() {
            @Override
            public void text(String message) {
                runReading(() -> receiver.text(message));
            }

            @Override
            public boolean unfinished(long length) {
                return callReading(() -> receiver.unfinished(length));
            }

            @Override
            public void alive() {
                receiver.alive();
            }

            @Override
            public void refuse(int code, String reason) {
                runReading(() -> receiver.refuse(code, reason));
            }

            @Override
            public void closed(int code, String reason) {
                runReading(() -> receiver.closed(code, reason));
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
