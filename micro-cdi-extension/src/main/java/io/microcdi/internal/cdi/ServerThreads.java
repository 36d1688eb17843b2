package io.microcdi.internal.cdi;

import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import javax.naming.InitialContext;
import javax.naming.NamingException;

import jakarta.enterprise.concurrent.ContextService;

import org.jspecify.annotations.Nullable;

import io.microcdi.internal.concurrent.ContextThreads;
import io.microcdi.internal.concurrent.Threads;

/**
 * The threads that run code of the application. They are the extension's own daemon threads with the application's
 * class loader. If the server has a context service, they also have the other context of an application's threads, for
 * example naming, transactions and security.
 *
 * <p>A server's own thread factory would give the same context. But a thread that it makes while the application is
 * undeployed may end before it begins. The server then only writes a line to its log, and the thread's task never runs.
 */
final class ServerThreads implements ContextThreads {

    private static final String CONTEXT = "java:comp/DefaultContextService";

    private final ThreadFactory plain;
    private volatile @Nullable Executor context;

    ServerThreads(ThreadFactory plain, @Nullable Executor context) {
        this.plain = plain;
        this.context = context;
    }

    /** Returns a factory of threads. All of them have the current context of the calling thread. */
    static ServerThreads find(String namespace, ClassLoader loader) {
        return new ServerThreads(Threads.daemon("micro-" + namespace, loader), captured());
    }

    /** Gives later threads the current context of the calling thread, if they would have none. */
    void takeContext() {
        if (context == null) {
            context = captured();
        }
    }

    boolean hasContext() {
        return context != null;
    }

    @Override
    public Thread newThread(Runnable task) {
        Executor captured = context;
        return plain.newThread(captured == null ? task : () -> run(captured, task));
    }

    @Override
    public Runnable inContext(Runnable task) {
        Executor captured = context;
        return ContextThreads.inContextOf(plain, captured == null ? task : () -> run(captured, task));
    }

    private static void run(Executor context, Runnable task) {
        AtomicBoolean begun = new AtomicBoolean();
        Runnable once = () -> {
            if (begun.compareAndSet(false, true)) {
                task.run();
            }
        };
        try {
            context.execute(once);
        } catch (RuntimeException | Error e) {
            if (begun.get()) {
                throw e;
            }
            CdiLog.LOG.debugf("No context for a thread: %s", e);
        }
        // the application is being undeployed: the server refuses the context, or drops the task without a word, and
        // only the class loader is still available
        once.run();
    }

    /**
     * Returns a supplier that captures the context of the calling thread: an executor that runs a task on its own
     * thread with this context, or {@code null} if the thread has no context of an application. Empty if the server has
     * no context service.
     */
    static Optional<Supplier<Executor>> contexts() {
        try {
            return service().map(service -> () -> capture(service));
        } catch (LinkageError absent) {
            // a server without Jakarta Concurrency: it cannot even link the lambda
            return Optional.empty();
        }
    }

    private static Executor capture(ContextService service) {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        if (loader == null || loader == ClassLoader.getSystemClassLoader()) {
            // a thread of the JDK, for example of the common pool
            return null;
        }
        try {
            Executor context = service.currentContextExecutor();
            return task -> run(context, task);
        } catch (LinkageError | RuntimeException refused) {
            CdiLog.LOG.debugf("No context of a calling thread: %s", refused);
            return null;
        }
    }

    private static @Nullable Executor captured() {
        try {
            return service().map(service -> service.createContextualProxy(Runnable::run, Executor.class)).orElse(null);
        } catch (LinkageError | RuntimeException refused) {
            CdiLog.LOG.debugf("No context of the application: %s", refused);
            return null;
        }
    }

    @SuppressWarnings("BanJNDI") // the name is a constant
    private static Optional<ContextService> service() {
        try {
            ContextService service = InitialContext.doLookup(CONTEXT);
            return Optional.of(service);
        } catch (NamingException | LinkageError | RuntimeException absent) {
            CdiLog.LOG.debugf("No %s: %s", CONTEXT, absent);
            return Optional.empty();
        }
    }
}
