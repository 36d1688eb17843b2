package io.microcdi.internal.cdi;

import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;

import javax.naming.InitialContext;
import javax.naming.NamingException;

import jakarta.enterprise.concurrent.ContextService;

import io.microcdi.internal.concurrent.Threads;

/**
 * The threads that run code of the application. They are the extension's own daemon threads with the application's
 * class loader. If the server has a context service, they also have the other context of an application's threads, for
 * example naming, transactions and security.
 *
 * <p>A server's own thread factory would give the same context. But a thread that it makes while the application is
 * undeployed may end before it begins. The server then only writes a line to its log, and the thread's task never runs.
 */
final class ServerThreads {

    private static final String CONTEXT = "java:comp/DefaultContextService";

    private ServerThreads() {
    }

    /** Returns a factory of threads. All of them have the current context of the calling thread. */
    static ThreadFactory find(String namespace, ClassLoader loader) {
        ThreadFactory plain = Threads.daemon("micro-" + namespace, loader);
        return captured().map(context -> inContext(context, plain)).orElse(plain);
    }

    static ThreadFactory inContext(Executor context, ThreadFactory plain) {
        return task -> plain.newThread(() -> run(context, task));
    }

    private static void run(Executor context, Runnable task) {
        boolean[] begun = new boolean[1];
        try {
            context.execute(() -> {
                begun[0] = true;
                task.run();
            });
        } catch (RuntimeException e) {
            if (begun[0]) {
                throw e;
            }
            // the application is being undeployed: only its class loader is still available
            CdiLogger.LOG.debugf("No context for a thread: %s", e);
            task.run();
        }
    }

    @SuppressWarnings("BanJNDI") // the name is a constant
    private static Optional<Executor> captured() {
        try {
            ContextService service = InitialContext.doLookup(CONTEXT);
            return Optional.of(service.createContextualProxy(Runnable::run, Executor.class));
        } catch (NamingException | LinkageError | RuntimeException absent) {
            CdiLogger.LOG.debugf("No %s: %s", CONTEXT, absent);
            return Optional.empty();
        }
    }
}
