package io.microcdi.internal.cdi;

import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;

import javax.naming.InitialContext;
import javax.naming.NamingException;

import jakarta.enterprise.concurrent.ContextService;

import io.microcdi.internal.concurrent.Threads;

/**
 * The threads on which users' code runs: daemon threads of ours with the application's class loader and, where the server
 * has a context service, with all else that it gives to an application's threads, as naming, transactions and security.
 *
 * <p>A server's own thread factory would give the same. But what it makes while an application is being taken down may
 * end before it has begun, with no more than a line in the server's log, and whatever it was made for is never done.
 */
final class ServerThreads {

    private static final String CONTEXT = "java:comp/DefaultContextService";

    private ServerThreads() {
    }

    /** A factory of threads. All of them have the context that the calling thread has now. */
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
            // the application is being taken down: its class loader is all that is left
            CdiLogger.LOG.debugf("No context for a thread: %s", e);
            task.run();
        }
    }

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
