package io.microcdi.internal.server;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.EventListener;

import jakarta.servlet.ServletContext;

import org.jboss.logging.Logger;

/**
 * Reports early that Jetty stops an application, or the whole server. A server that stops closes its connectors, with
 * the sockets of all applications, before it stops the applications. A node must send its last messages before that.
 */
public final class JettyStop {

    private static final Logger LOG = Logger.getLogger(JettyStop.class);
    private static final String LISTENER = "org.eclipse.jetty.util.component.LifeCycle$Listener";

    private final ClassLoader application;
    private final Runnable action;
    private final Object server;
    private final Object listener;

    private JettyStop(Object handler, ClassLoader application, Runnable action) throws ReflectiveOperationException {
        this.application = application;
        this.action = action;
        this.server = Reflection.get(handler, "getServer");
        // the application's class loader hides the server's classes
        ClassLoader loader = handler.getClass().getClassLoader();
        this.listener = Proxy.newProxyInstance(loader, new Class<?>[] { loader.loadClass(LISTENER) }, listener());
        Reflection.call(handler, "addEventListener", EventListener.class, listener);
        Reflection.call(server, "addEventListener", EventListener.class, listener);
    }

    /**
     * Registers an action that runs while the sockets of the application are still open. The action runs on the thread
     * that stops the application or the server, with the application's class loader. When the server stops, the action
     * runs twice. On servers other than Jetty it never runs.
     *
     * @param context the context of the application, which is being started
     * @param action the action. The servlet listeners may run after it
     */
    public static void before(ServletContext context, Runnable action) {
        if (!context.getClass().getName().startsWith("org.eclipse.jetty.")) {
            return;
        }
        try {
            new JettyStop(Reflection.get(context, "getContextHandler"), context.getClassLoader(), action);
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.debugf(e, "%s does not say when it is stopped", context);
        }
    }

    private InvocationHandler listener() {
        return (proxy, method, arguments) -> switch (method.getName()) {
            case "lifeCycleStopping" -> {
                run(arguments[0]);
                yield null;
            }
            case "lifeCycleFailure" -> {
                forget(arguments[0]);
                yield null;
            }
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            case "toString" -> JettyStop.class.getName();
            default -> null;
        };
    }

    private void run(Object stopping) {
        try {
            run(application, action);
        } finally {
            forget(stopping);
        }
    }

    /** Runs an action on this thread of a server, with the class loader of an application. */
    static void run(ClassLoader application, Runnable action) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(application);
        try {
            action.run();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** Removes the listener from the server. Otherwise the server would hold the application in memory. */
    private void forget(Object ended) {
        if (ended != server) {
            try {
                Reflection.call(server, "removeEventListener", EventListener.class, listener);
            } catch (ReflectiveOperationException | RuntimeException e) {
                LOG.debugf(e, "%s keeps its listener", server);
            }
        }
    }
}
